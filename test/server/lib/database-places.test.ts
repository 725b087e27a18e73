// An address of a database on several hosts, as libpq writes it.
import { expect, it } from 'vitest';
import { databaseName, hostsOf, placesOf, sessionOf } from '../../../server/lib/database-places.ts';
import { faultOfAddress, secretsOfDatabase } from '../../../server/settings/database-address.ts';

const three = 'postgres://me:p%40ss@a.example.org,b.example.org:5433,[::1]:5434/ledger?sslmode=require';

it('is an address for each of its hosts, in their order, with all else the same', () => {
  expect(placesOf(three)).toEqual([
    'postgres://me:p%40ss@a.example.org/ledger?sslmode=require',
    'postgres://me:p%40ss@b.example.org:5433/ledger?sslmode=require',
    'postgres://me:p%40ss@[::1]:5434/ledger?sslmode=require',
  ]);
  expect(placesOf('postgres://a@db/ledger?options=-c%20x=1,2')).toEqual(['postgres://a@db/ledger?options=-c%20x=1,2']);
  expect(placesOf('postgres://me:a,b@db/ledger')).toEqual(['postgres://me:a,b@db/ledger']);
});

it('is called by all of its hosts, without the user and the password', () => {
  expect(hostsOf(three)).toBe('a.example.org,b.example.org:5433,[::1]:5434');
  expect(databaseName(three)).toBe('postgres://a.example.org,b.example.org:5433,[::1]:5434/ledger');
  expect(secretsOfDatabase(three)).toEqual([three, 'p%40ss', 'p@ss']);
});

it.each([
  ['', null],
  ['?target_session_attrs=read-write', 'read-write'],
  ['?sslmode=require&target_session_attrs=primary', 'read-write'],
  ['?target_session_attrs=any', 'any'],
  ['?target_session_attrs=standby', undefined],
])('with %s behind it asks for %s', (asked, session) => {
  expect(sessionOf(`postgres://a,b/ledger${asked}`)).toBe(session);
});

it.each([
  [three, null],
  ['postgres://me@a,b/ledger?target_session_attrs=read-write', null],
  ['postgres://me@a,b/ledger?target_session_attrs=any', 'session'],
  ['postgres://me@a/ledger?target_session_attrs=standby', 'session'],
  ['postgres://me@a,,b/ledger', 'hosts'],
  ['postgres://me@a,b,/ledger', 'hosts'],
  ['postgres://me@a,b:port/ledger', 'hosts'],
  ['postgres://me@a,b', 'hosts'],
  ['postgres:///ledger?host=a,b', 'hosts'],
  ['postgres://me@a/ledger?port=1,2', 'hosts'],
  ['postgres://me@a/ledger?port=1&port=2,3', 'hosts'],
  ['postgres://me@a,b/ledger?host=c', 'twice'],
  ['postgres://me@a,b/ledger?sslmode=require&hostaddr=10.0.0.1', 'twice'],
  ['postgres://me@a,b/ledger?port=6000', 'twice'],
  ['postgres://me@a:1,b:2/ledger?port=3,4', 'twice'],
  ['postgres://me@a/ledger?port=6000', null],
  ['postgres:///ledger?host=/run/postgresql', null],
  [`postgres://${Array.from({ length: 9 }, (_, i) => `h${i}`).join(',')}/ledger`, 'hosts'],
  ['postgres://me@a', 'form'],
])('%s has as its fault %s', (address, fault) => {
  expect(faultOfAddress(address)).toBe(fault);
});
