import { mayPass } from './unprivileged-user';

const postgres = { uid: 101, gid: 104 };
const folder = (mode: number, uid = 0, gid = 0) => ({ mode: 0o040000 | mode, uid, gid });

describe('the way of an unprivileged user to a folder', () => {
  it('is open when every folder lets others pass', () => {
    expect(mayPass([folder(0o755), folder(0o751), folder(0o711)], postgres)).toBe(true);
  });

  it('is closed by one folder that only root may enter', () => {
    expect(mayPass([folder(0o755), folder(0o700), folder(0o755)], postgres)).toBe(false);
  });

  it('is closed by a folder that others may read but not pass', () => {
    expect(mayPass([folder(0o744)], postgres)).toBe(false);
  });

  it('goes through its own folder by the owner bit alone', () => {
    expect(mayPass([folder(0o700, postgres.uid)], postgres)).toBe(true);
    expect(mayPass([folder(0o077, postgres.uid)], postgres)).toBe(false);
  });

  it("goes through its group's folder by the group bit alone", () => {
    expect(mayPass([folder(0o710, 0, postgres.gid)], postgres)).toBe(true);
    expect(mayPass([folder(0o701, 0, postgres.gid)], postgres)).toBe(false);
  });
});
