// What a caught thing says, for a log or a sentence.

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
