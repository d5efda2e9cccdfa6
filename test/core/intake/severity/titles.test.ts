import { describe, expect, test } from 'vitest';
import { declared } from './alerts.ts';

/** One case a line: what people and alerts write, and how bad that is. */
const titles = `
  SEV1 Payment processing down
  SEV1 Payments: down
  SEV1 PAYMENTS ARE FAILING
  SEV1 Payment system failure
  SEV1 Unable to process payments
  SEV1 Customers cannot pay
  SEV1 No payments are being processed
  SEV1 Payments down since the typo fix
  SEV1 Payments down since the test fix
  SEV1 Typo in the config took payments down
  SEV1 Payments completely down for some users
  SEV1 Payments in production are failing
  SEV1 Database down
  SEV1 The primary database is not responding
  SEV1 PostgreSQL down
  SEV1 MySQLDown
  SEV1 Database down: some pods restart
  SEV1 Database down for several minutes
  SEV1 API down in staging and production
  SEV1 Alert: API down!
  SEV1 Synthetic test: payments failing
  SEV1 Payments down 100%
  SEV1 No payments received since 02:10
  SEV1 Payments down, not resolved
  SEV1 No idea why or since when payments are down
  SEV1 Customers can no longer pay
  SEV1 Database outage: API no longer responding
  SEV1 Payments are no longer processed
  SEV1 Payments down since the test environment was deployed
  SEV1 Not a drill: payments are down
  SEV1 Postgres is down
  SEV1 Payment gateway is timing out
  SEV1 Website https://shop.example.com is down
  SEV1 Checkout is failing for all customers
  SEV1 Checkout completely unavailable
  SEV1 Complete service outage
  SEV1 Production is down
  SEV1 Website is down
  SEV1 Everything is down
  SEV1 Nobody can log in
  SEV1 All users cannot log in
  SEV1 100 % of requests fail
  SEV1 Data loss in the orders table
  SEV1 Possible data loss after the failover
  SEV1 Orders lost after failover
  SEV1 Customer data corrupted
  SEV1 Security breach
  SEV1 API keys leaked on a public site
  SEV1 Unauthorised access to the admin area
  SEV1 Complete blackout of all services
  SEV1 Customers worldwide cannot reach us
  SEV1 Total loss of connectivity to production
  SEV1 All writes are failing
  SEV1 All requests return 500
  SEV1 Website shows a blank page for everyone
  SEV1 Primary DB is read-only
  SEV1 Billing is charging customers twice
  SEV1 Payments are stuck
  SEV1 Refunds and payments are failing
  SEV1 Credit card checkout fails for all
  SEV1 PayPal is down
  SEV1 Customer records deleted
  SEV1 Ledger is inconsistent, records overwritten
  SEV1 S3 bucket with customer data is public
  SEV1 An attacker has access to production
  SEV1 Suspected intrusion in production
  SEV1 Our entire stack is dead
  SEV1 All customers see error pages
  SEV1 Users cannot access the website at all
  SEV1 Lost all uploads since midnight
  SEV1 A restore overwrote live data
  SEV1 Customer table wiped
  SEV1 Someone gained access to customer data
  SEV1 Website defaced
  SEV1 Checkout payments time out
  SEV1 Stripe charges are failing across the board
  SEV1 The whole website returns 503
  SEV1 Nothing loads for anyone
  SEV1 Production database dropped
  SEV1 Orders table truncated in production
  SEV1 Lost writes on the orders database
  SEV1 Backups restored, 3 hours of data missing
  SEV1 SQL injection exploited on the login page
  SEV1 Users see other users' data
  SEV2 Orders are delayed by hours
  SEV2 API is extremely slow
  SEV2 Webhooks are not delivered
  SEV2 Orders pile up
  SEV2 File storage is unavailable
  SEV2 Customers report timeouts at checkout
  SEV2 Users are logged out at random
  SEV2 Cannot create new accounts
  SEV2 New sign-ups fail
  SEV2 Search returns no results
  SEV2 The login page times out
  SEV2 Orders cannot be placed from the mobile app
  SEV2 API returns 500 for half of the calls
  SEV2 Intermittent 502 errors for many customers
  SEV2 Elevated error rates on checkout
  SEV2 Password reset is broken
  SEV2 Sign in with Google fails
  SEV2 Pages take 30 seconds to load
  SEV2 Response times doubled
  SEV2 API latency is 5x normal
  SEV2 Response times are three times as high
  SEV2 Orders halved
  SEV2 Half of requests time out
  SEV2 Customers cannot upload files
  SEV2 Emails are not being sent
  SEV2 Checkout down
  SEV2 Checkout in production is not working
  SEV2 Login not working
  SEV2 Web server down
  SEV2 Data centre offline
  SEV2 Kafka is unavailable
  SEV2 Redis is not responding
  SEV2 Customers report that they cannot check out
  SEV2 Users can’t log in
  SEV2 Search API down
  SEV2 Customers unable to complete purchase
  SEV2 Elasticsearch cluster unavailable
  SEV2 API down for some users
  SEV2 API down for 5% of users
  SEV2 Latency up 1,200%
  SEV2 Latency up 63,5 %
  SEV2 More than 50% of users see an error
  SEV2 Error rate dropped to 60%
  SEV2 Traffic dropped 90%
  SEV2 95% drop in orders
  SEV2 Availability reduced by 60%
  SEV2 Partial outage in eu-west-1
  SEV2 Partial outage for all users
  SEV2 Intermittent failures for some users
  SEV2 Database replica down
  SEV2 Outage in Frankfurt
  SEV2 Latency up 63 %
  SEV2 Checkout latency increased by 120%
  SEV2 Performance degraded by 50 percent
  SEV2 Error rate 63 %
  SEV2 63 % of all requests to the checkout fail
  SEV2 Error rate above 60%
  SEV2 Success rate dropped to 40 %
  SEV2 12 % of users see an error
  SEV2 InstanceDown
  SEV2 mail01.example.com has been down for more than 1 minute
  SEV2 Host is unreachable
  SEV3 CSV export broken
  SEV3 Export to CSV is unavailable
  SEV3 Customers cannot change their avatar
  SEV3 Avatars not loading
  SEV3 p95 latency is up 30 %
  SEV3 Errors for 4 % of users
  SEV3 Users affected: 2.5%
  SEV3 Availability 99.5 %
  SEV3 Minor outage of the newsletter
  SEV3 Error rate below 50%
  SEV3 Fewer than 10 % of users see an error
  SEV3 Orders down 20%
  SEV3 Something is odd
  SEV4 Deprecated API warning in the log
  SEV4 Font looks wrong on the settings page
  SEV4 Typo on the pricing page
  SEV4 documentation of the payment API has a typo
  SEV4 Typo in the article about payment failures
  SEV4 Docs on data loss are out of date
  SEV4 Cosmetic: footer is misaligned
  SEV4 Non-blocking error in the nightly job
  SEV4 Logo missing in the newsletter
`;

/** The runbook, word for word: each has a rule. */
const definitions = `
  SEV1 Complete service outage
  SEV1 Data loss or corruption
  SEV1 Security breach
  SEV1 Payment system failure
  SEV2 Partial service outage
  SEV2 Major feature unavailable
  SEV2 Performance degradation > 50%
  SEV3 Minor feature unavailable
  SEV3 Performance degradation < 50%
  SEV3 Non-critical errors affecting < 10% users
  SEV4 Cosmetic issues
  SEV4 Non-blocking errors
  SEV4 Documentation issues
`;

/** Words that mean something else, and words that we do not understand. */
const saysNothing = `
  Test of payment failure alert resolved
  Customer records deleted on request
  Attackers were denied access
  A customer who was charged twice was refunded
  Checkout is slow
  New order failed
  Orders delayed by weather
  Object storage usage 80%
  Pages take 2 seconds
  Chat latency 200 ms
  Spot instance interruption warning
  Admin login from the office
  Database dropped connections
  Old partitions dropped
  Response time is twice as fast
  Half of requests served from the cache
  Users can see their own data
  Payment failure alert test
  [TEST] Payment processing down
  Test alert: error rate 63 %
  Drill: complete outage
  RESOLVED: payments down
  Database down is now resolved
  Outage over
  Staging: API down
  API is down in staging
  API down - test environment
  Staging database down
  Payments fail in pre-prod
  A few payments failed
  Account takeover attempts blocked
  Unauthorised access denied
  Latency dropped 60%
  Traffic up 300%
  Error rate dropped by 60%
  Performance increased by 60%
  GET /orders returned 503 Service Unavailable
  CheckMK server1 - DOWN -> UP
  Traffic is down
  Datenbank ausgefallen
  Оплата не работает
  支払い処理が停止しました
  معاملات متوقفة
  No data loss
  No data loss or security breach
  Disk full, no data loss or corruption
  Failover went well without any outage
  No sign of a security breach
  No sign that payments fail
  Payments are not failing
  Payments no longer failing
  Error rate 0.5
  Error rate above 5%
  Error budget 80 % burned
  CPU usage 95 %
  Packet loss 63 %
  Disk 91% full
  SLA breach of the batch job
  Threshold breached
  Systemd service failed
  Auth failures on bastion
  12% of the node targets are down
  Backup service recovered
  Half of the members of the cluster are new
  Memory leak in the image resizer
  Lost connection to database
  Lost data center power feed
  Data source missing
  DatasourceNoData
  Database CPU trending down
  Scaled down the platform
  Total failed jobs is 3
  Full backup failed
  Latency is no longer up 63 %
  Success rate dropped below 99.9%
  P95 latency is high
  Malware scan completed
`;

const casesOf = (text: string) => text.split('\n').flatMap(line => line.trim() || []);

describe('a title', () => {
  for (const line of casesOf(titles)) {
    test(line, () => {
      const { severity, reason } = declared(line.slice(5));
      expect(`${severity}, because ${reason.text}`).toMatch(new RegExp(`^${line.slice(0, 4)},`));
    });
  }
});

describe('a definition of the runbook', () => {
  for (const line of casesOf(definitions)) {
    test(line, () => {
      const { severity, reason } = declared(line.slice(5));
      expect(severity).toBe(line.slice(0, 4));
      expect(reason.rule).not.toMatch(/unclassified|service-down/);
    });
  }
});

describe('nothing of the severity is said by', () => {
  for (const title of casesOf(saysNothing)) {
    test(title, () => {
      expect(declared(title).reason.text).toBe(
        'nothing in it says how severe it is, so it is SEV3 until a person decides',
      );
    });
  }
});
