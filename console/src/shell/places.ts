import type { IconName } from '#console/shell/parts.tsx';

export const places: { href: string; name: string; icon: IconName; key: string }[] = [
  { href: '/', name: 'Now', icon: 'now', key: 'n' },
  { href: '/on-call', name: 'On call', icon: 'oncall', key: 'o' },
  { href: '/after', name: 'After', icon: 'after', key: 'f' },
  { href: '/set-up', name: 'Set-up', icon: 'setup', key: 's' },
  { href: '/me', name: 'Me', icon: 'me', key: 'm' },
];
