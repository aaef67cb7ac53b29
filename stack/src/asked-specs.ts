import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a test file needs Postgres and Kafka: all do, but those that say in their name that they are pure. */
export function needsInfrastructure(spec: string): boolean {
  return spec.endsWith('.spec.ts') && !/\.(unit|prop)\.spec\.ts$/.test(spec);
}

/** Every test file below these folders, as an absolute path; what is installed or compiled is left out. */
export function specsBelow(folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : specsBelow([path]);
      return entry.name.endsWith('.spec.ts') ? [path] : [];
    }),
  );
}
