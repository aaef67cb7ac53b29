import { join } from 'node:path';

/** What the harness tells a service that it has put this code into. */
const { CHAOS_FOLDER, CHAOS_SERVICE } = process.env;
if (!CHAOS_FOLDER || !CHAOS_SERVICE) throw new Error('bug: the preload runs outside of the fault suite');

export const service = CHAOS_SERVICE;
/** A file named after a crash point arms it; whoever reaches the point takes the file away. */
export const armedFolder = join(CHAOS_FOLDER, 'armed');
/** What was taken away lies here: the proof that the crash has happened. */
export const firedFolder = join(CHAOS_FOLDER, 'fired');
