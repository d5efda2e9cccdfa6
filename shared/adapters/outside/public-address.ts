import { BlockList, isIP } from 'node:net';

/**
 * Whether an address is one of the public Internet. Everything else that a name could be made to lead to stays out of
 * reach of what people configure: this network, link-local metadata services, loopback, and ways to write them in IPv6.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !reserved.check(address, 'ipv4');
    case 6:
      // Only 2000::/3 is handed out at all; the list has what inside it is no host of the Internet.
      return globalIpv6.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Whether it can be seen of a web address that it leads to no host of the public Internet, to say so when it is entered.
 * Where a name leads is looked at whenever it is called.
 */
export function leadsInside(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
  return isIP(host) === 0
    ? !host.includes('.') || /\.(?:localhost|local|internal|home\.arpa)$/.test(host)
    : !isPublicAddress(host);
}

const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');

/** The special-purpose registries of IANA: RFC 6890 and its successors. */
const reserved = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // Teredo, benchmarking, ORCHID, documentation, and 6to4, which carries any IPv4 address.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv6');
}
