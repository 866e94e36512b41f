// How a member's command ended, for scripts; besides these, the codes of ../sentence.ts.

export const MEMBER_EXIT = {
  done: 0,
  /** A word that is not understood, or a name that fits nobody or more than one. */
  usage: 2,
  /** A rule stands in the way: which, why and what would help is said. */
  refused: 3,
  /** It is done and kept here, and the gateway that was named does not hold it yet. */
  kept: 4,
} as const;

export const MEMBER_EXIT_WORDS = `
Exit codes: 0 done · 2 a word that is not understood, or a name that is not clear · 3 refused by a rule (which, why, what
helps) · 4 done and kept here, but the gateway does not hold it yet · 65 a damaged file · 69 the folder is in use ·
70 an error of ours · 73 a file cannot be written · 77 a passphrase is missing or wrong.`;
