/** Lists of words, and of expressions of several words, that mean the same here. */
export type Vocabulary = Record<string, readonly string[]>;

/** What the phrases of the runbook's definitions are made of. A pair that `words.ts` joins is written with `_`. */
export const vocabulary: Vocabulary = {
  down: [
    ...['down', 'offline', 'unavailable', 'not available', 'inaccessible', 'unreachable'],
    ...['not reachable', 'not responding', 'unresponsive', 'not working', 'not loading', 'broken'],
    ...['does not work', 'do not work', 'stopped working', 'crashed', 'dead', 'failing', 'fails'],
    ...['fail', 'failed', 'failure', 'failures', 'outage', 'outages', 'out of service'],
  ],
  gone: ['down', 'offline', 'unavailable', 'not available', 'unreachable', 'outage', 'dead'],
  unusable: [
    ...['not working', 'broken', 'crashed', 'failing', 'not responding', 'does not work'],
    ...['do not work', 'stopped working', 'not loading', 'unresponsive', 'not going through'],
  ],
  completely: [
    ...['complete', 'completely', 'total', 'totally', 'full', 'fully', 'entire', 'entirely'],
    ...['global', 'globally', 'sitewide', 'site wide', 'everywhere'],
  ],
  everything: [
    ...['everything', 'all services', 'all systems', 'all regions', 'all users', 'all customers'],
    ...['whole site', 'entire site', 'whole platform', 'entire platform', 'entire service'],
    ...['whole service', 'all requests', 'every request', 'all traffic', 'whole system'],
  ],
  nobody: ['nobody', 'no one', 'no user', 'no users', 'no customer', 'no customers'],
  can: ['can', 'able', 'is able'],
  cannot: ['cannot', 'can not', 'unable', 'not able', 'could not', 'fail', 'fails', 'failing'],
  database: [
    ...['database', 'databases', 'db', 'database cluster', 'database server'],
    ...['postgres', 'postgresql', 'mysql', 'mariadb', 'mongodb', 'dynamodb', 'rds', 'aurora'],
  ],
  platform: [
    ...['site', 'website', 'web site', 'platform', 'production', 'prod', 'system', 'systems'],
    ...['api', 'application', 'app', 'backend', 'frontend', 'web app', 'webapp', 'shop', 'store'],
  ],
  payments: [
    ...['payment', 'payments', 'payment processing', 'payment system', 'payment service'],
    ...['payments service', 'payment api', 'payments api', 'payment gateway', 'payment provider'],
    ...['payments system', 'payment processor', 'card payments', 'card processing'],
    ...['processing payments', 'processing of payments', 'payment flow', 'payment transactions'],
  ],
  process: ['process', 'take', 'accept', 'make', 'complete', 'collect'],
  data: [
    ...['data', 'customer data', 'user data', 'records', 'orders', 'rows', 'customer records'],
    ...['files', 'transactions', 'backups'],
  ],
  corrupted: ['corrupt', 'corrupted', 'corruption', 'corrupting', 'corruptions'],
  lost: ['lost', 'wiped', 'vanished', 'disappeared', 'missing after', 'deleted by mistake'],
  leaked: ['leaked', 'exposed', 'stolen', 'exfiltrated', 'leak', 'leakage', 'published by mistake'],
  secrets: [
    ...['credentials', 'credential', 'password', 'passwords', 'secret', 'secrets', 'api key'],
    ...['api keys', 'access key', 'access keys', 'private key', 'customer data', 'user data'],
    ...['personal data', 'token', 'tokens'],
  ],
  partly: [
    ...['partial', 'partially', 'partly', 'intermittent', 'intermittently', 'sporadically'],
    ...['regional', 'some users', 'some customers', 'many users', 'many customers', 'most users'],
    ...['several services', 'some services', 'multiple services', 'one region', 'one zone'],
  ],
  majorFeature: [
    ...['major feature', 'core feature', 'key feature', 'main feature', 'critical feature'],
    ...['login', 'logins', 'log in', 'sign in', 'signin', 'sign up', 'signup', 'registration'],
    ...['authentication', 'auth', 'single sign on', 'sso', 'checkout', 'cart', 'shopping cart'],
    ...['search', 'order', 'orders', 'ordering', 'order placement', 'booking', 'bookings'],
    ...['uploads', 'upload', 'email delivery', 'dns', 'service', 'services', 'api', 'app', 'site'],
    ...['website', 'gateway', 'load balancer', 'portal', 'homepage', 'home page', 'region'],
  ],
  anyService: [
    ...['service', 'services', 'server', 'servers', 'redis', 'kafka', 'message queue'],
    ...['message broker', 'data_center', 'data_centre', 'cluster', 'clusters', 'rabbitmq'],
    ...['elasticsearch', 'opensearch', 'memcached', 'vpn'],
  ],
  mainVerb: [
    ...['log in', 'login', 'sign in', 'check out', 'checkout', 'sign up', 'order', 'buy'],
    ...['place orders', 'place an order', 'complete purchase', 'complete purchases'],
  ],
  minorFeature: [
    ...['minor feature', 'small feature', 'secondary feature', 'optional feature', 'export'],
    ...[
      'exports',
      'csv export',
      'pdf export',
      'import',
      'report',
      'reports',
      'reporting',
      'avatar',
    ],
    ...['avatars', 'recommendations', 'newsletter', 'thumbnails', 'preview', 'previews', 'filter'],
    ...['filters', 'autocomplete', 'wishlist', 'badge', 'badges', 'widget', 'share button'],
  ],
  people: [
    ...['users', 'user', 'customers', 'customer', 'clients', 'visitors', 'people', 'accounts'],
    ...['tenants', 'subscribers', 'merchants'],
  ],
};
