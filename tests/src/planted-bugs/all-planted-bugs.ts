import { BUGS_OF_BOOKS } from './bugs-of-books';
import { BUGS_OF_ENTRIES } from './bugs-of-entries';
import { BUGS_OF_HOLDS } from './bugs-of-holds';
import { BUGS_OF_RECORDS } from './bugs-of-records';
import type { PlantedBugs } from './planted-bug';

export const ALL_PLANTED_BUGS: PlantedBugs = {
  ...BUGS_OF_ENTRIES,
  ...BUGS_OF_HOLDS,
  ...BUGS_OF_BOOKS,
  ...BUGS_OF_RECORDS,
};
