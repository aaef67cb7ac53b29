import { join } from 'node:path';

/** What the harness tells a service that it has put this code into. */
const { CHAOS_FOLDER, CHAOS_SERVICE, CHAOS_MUTANT, CHAOS_LINKS } = process.env;
if (!CHAOS_FOLDER || !CHAOS_SERVICE) throw new Error('bug: the preload runs outside of the fault suite');

export const service = CHAOS_SERVICE;
/** The bug that is planted; none unless there is one. */
export const mutant = CHAOS_MUTANT;
/** A file named after a crash point arms it; whoever reaches the point takes the file away. */
export const armedFolder = join(CHAOS_FOLDER, 'armed');
/** What was taken away lies here: the proof that the crash has happened. */
export const firedFolder = join(CHAOS_FOLDER, 'fired');
/** The port of the link that leads to each server, by the server's own port. */
export const linkPorts = JSON.parse(CHAOS_LINKS ?? '{}') as Record<number, number>;
