import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { StartFailure } from '#local/start-failure.ts';

/** The command that runs Java, without running it: that takes half a second. */
export async function findJava(): Promise<string> {
  const { JAVA_HOME: home, PATH: path = '' } = process.env;
  const name = process.platform === 'win32' ? 'java.exe' : 'java';
  const folders = [...(home ? [join(home, 'bin')] : []), ...path.split(delimiter)];
  const java = folders.map(folder => join(folder, name)).find(isExecutable);
  if (java === undefined || (await isPlaceholder(java))) {
    throw new StartFailure(javaNeeded('there is none on this machine'));
  }
  return java;
}

/** One line: what is missing, and the one command that brings it here. */
export function javaNeeded(reason: string): string {
  const machine = { platform: process.platform, release: osRelease(), isRoot: isRoot() };
  return `The local database needs a Java runtime (17 or later), and ${reason}. Install one: ${installJava(machine)}`;
}

/** The command that installs a Java runtime there. `release` is the text of /etc/os-release. */
export function installJava(machine: {
  platform: NodeJS.Platform;
  release: string;
  isRoot: boolean;
}): string {
  if (machine.platform === 'darwin') return 'brew install --cask temurin';
  if (machine.platform === 'win32') return 'winget install EclipseAdoptium.Temurin.21.JRE';
  const field = (name: string) =>
    new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(machine.release)?.[1] ?? '';
  for (const family of [field('ID'), ...field('ID_LIKE').split(' ')]) {
    const command = byFamily[family];
    if (command !== undefined) return machine.isRoot ? command : `sudo ${command}`;
  }
  return 'see https://adoptium.net';
}

const byFamily: Record<string, string> = {
  debian: 'apt-get install -y default-jre-headless',
  ubuntu: 'apt-get install -y default-jre-headless',
  amzn: 'dnf install -y java-21-amazon-corretto-headless',
  fedora: 'dnf install -y java-latest-openjdk-headless',
  rhel: 'dnf install -y java-21-openjdk-headless',
  suse: 'zypper install -y java-21-openjdk-headless',
  arch: 'pacman -S --noconfirm jre-openjdk-headless',
  alpine: 'apk add openjdk21-jre-headless',
};

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** macOS has a `java` that only says that there is none. */
async function isPlaceholder(java: string): Promise<boolean> {
  if (java !== '/usr/bin/java' || process.platform !== 'darwin') return false;
  return promisify(execFile)(java, ['-version'], { timeout: 30_000 }).then(
    () => false,
    () => true,
  );
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
