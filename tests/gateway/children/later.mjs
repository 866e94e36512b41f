// Loaded before a process of the tests: its wall clock is ahead by LATER_MS. Time is the only thing it changes.

const nowMs = Date.now;
const laterMs = Number(process.env.LATER_MS ?? 0);
Date.now = () => nowMs() + laterMs;
