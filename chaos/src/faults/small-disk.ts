import { runCommand } from '@pacioli/stack/run-command';
import { mkdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

const MEBIBYTES = 2_048;

/** A file system in memory, small enough to be filled, which only root can mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Mounts one on a folder, in place of one that a killed run has left there; undefined where that is not allowed. */
  static async mount(folder: string): Promise<SmallDisk | undefined> {
    const disk = new SmallDisk(folder);
    await disk.unmount();
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const options = `size=${MEBIBYTES}m,mode=0777`;
    if (await succeeds('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder)) return disk;
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }

  /** Lets it have no more room than what is used, and says whether that came about. */
  async fill(): Promise<boolean> {
    const { blocks, bfree, bsize } = await statfs(this.folder);
    return await this.resize(`${(blocks - bfree) * bsize}`);
  }

  async makeRoom(): Promise<void> {
    await this.resize(`${MEBIBYTES}m`);
  }

  async unmount(): Promise<void> {
    await succeeds('umount', '-l', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private resize(size: string): Promise<boolean> {
    return succeeds('mount', '-o', `remount,size=${size}`, this.folder);
  }
}

const succeeds = async (command: string, ...args: string[]): Promise<boolean> =>
  (await runCommand(command, args)).code === 0;
