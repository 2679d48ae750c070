// Loaded before the program: its calendar begins at KPROV_HISTORY_NOW and goes on from there. How long things take stays true.
const start = Number(process.env.KPROV_HISTORY_NOW);
if (!Number.isSafeInteger(start)) throw new Error(`KPROV_HISTORY_NOW is no time: "${process.env.KPROV_HISTORY_NOW}"`);
const { now } = Date;
const offset = start - now();
Date.now = () => now() + offset;
