import { expect, test } from 'vitest';
import { installJava } from '#local/emulators/java.ts';

const ubuntu = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const mint = 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n';

test.each([
  ['Ubuntu, also under WSL', 'linux', ubuntu, 'sudo apt-get install -y default-jre-headless'],
  ['a relative of Ubuntu', 'linux', mint, 'sudo apt-get install -y default-jre-headless'],
  ['Debian', 'linux', 'ID=debian\n', 'sudo apt-get install -y default-jre-headless'],
  ['Fedora', 'linux', 'ID=fedora\n', 'sudo dnf install -y java-latest-openjdk-headless'],
  [
    'a relative of RHEL',
    'linux',
    'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
    'sudo dnf install -y java-21-openjdk-headless',
  ],
  [
    'Amazon Linux',
    'linux',
    'ID="amzn"\nID_LIKE="fedora"\n',
    'sudo dnf install -y java-21-amazon-corretto-headless',
  ],
  ['Alpine', 'linux', 'ID=alpine\n', 'sudo apk add openjdk21-jre-headless'],
  ['Arch', 'linux', 'ID=arch\n', 'sudo pacman -S --noconfirm jre-openjdk-headless'],
  [
    'openSUSE',
    'linux',
    'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n',
    'sudo zypper install -y java-21-openjdk-headless',
  ],
  ['macOS', 'darwin', '', 'brew install --cask temurin'],
  ['Windows', 'win32', '', 'winget install EclipseAdoptium.Temurin.21.JRE'],
  ['something else', 'linux', 'ID=nixos\n', 'see https://adoptium.net'],
] as const)('on %s one command brings Java', (_name, platform, release, command) => {
  expect(installJava({ platform, release, isRoot: false })).toBe(command);
});

test('nobody who is root is told to become it', () => {
  expect(installJava({ platform: 'linux', release: 'ID=debian\n', isRoot: true })).toBe(
    'apt-get install -y default-jre-headless',
  );
});
