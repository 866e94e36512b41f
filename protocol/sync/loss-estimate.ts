// How much of what is said here is heard: for how many combinations to send, and how often a plan (§8.7).
//
// A listener sees gaps between numbered frames; a speaker learns from what is still wanted after a batch.
// Both move one estimate, which is only ever used to send a little more at once instead of asking again.

/** What one frame moves the estimate, and what one answer to a batch does. */
const FRAME_WEIGHT = 0.08;
const BATCH_WEIGHT = 0.3;
export const LOSS_MAX = 0.6;

export interface LossEstimate {
  /** A frame came in after so many that did not. */
  heard(missedBefore: number): void;
  /** Of so many combinations the neediest still lacks that many. */
  answered(sent: number, lacking: number): void;
  /** Share of frames that are lost, 0 to LOSS_MAX. */
  readonly share: number;
}

export function createLossEstimate(): LossEstimate {
  let share = 0;
  const towards = (value: number, weight: number): void => {
    share = Math.min(LOSS_MAX, share + weight * (value - share));
  };
  return {
    heard(missedBefore) {
      for (let i = 0; i < Math.min(missedBefore, 4); i++) towards(1, FRAME_WEIGHT);
      towards(0, FRAME_WEIGHT);
    },
    answered: (sent, lacking) => towards(Math.min(1, lacking / sent), BATCH_WEIGHT),
    get share() {
      return share;
    },
  };
}
