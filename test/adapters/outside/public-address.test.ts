import { describe, expect, test } from 'vitest';
import { isPublicAddress, leadsInside } from '#adapters/outside/public-address.ts';

describe('an address of the public Internet', () => {
  test.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])(
    'is %s',
    address => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['private', 'fd00::1'],
    ['shared by carriers', '100.64.0.1'],
    ['the metadata service', '169.254.169.254'],
    ['the metadata service', 'fd00:ec2::254'],
    ['credentials of containers', '169.254.170.2'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['an IPv4 address in IPv6', '::ffff:127.0.0.1'],
    ['an IPv4 address in IPv6', '::ffff:a9fe:a9fe'],
    ['translated to IPv4', '64:ff9b::a9fe:a9fe'],
    ['6to4', '2002:a9fe:a9fe::1'],
    ['Teredo', '2001::1'],
    ['documentation', '2001:db8::1'],
    ['no address', 'localhost'],
    ['no address', ''],
    ['a short form', '127.1'],
  ])('is not %s: %s', (_, address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a web address that leads inside, as can be seen without a name server,', () => {
  test.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0x7f.1/',
    'https://[::1]:8443/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/hook',
    'https://db.localhost./',
    'https://printer/',
    'https://vault.service.internal/hook',
    'https://nas.local/',
    'https://router.home.arpa/',
  ])('is %s', url => expect(leadsInside(url)).toBe(true));

  test.each([
    'https://hooks.example.com/tocsin',
    'https://hooks.example.com:8443/x?y=localhost',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://internal.example.com/',
  ])('is not %s', url => expect(leadsInside(url)).toBe(false));
});
