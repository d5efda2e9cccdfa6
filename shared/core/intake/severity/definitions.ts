import type { Severity } from '#core/severity.ts';
import { listsOf } from '#core/text/word-pattern.ts';

/**
 * How bad it is, by what is said: all of it, to be read from top to bottom. `core/text/word-pattern.ts` explains how
 * patterns are written; a semicolon stands between them, and names in angle brackets are the lists below. What `except`
 * names sets a match aside: around the words that matched, for which `@` stands, or else anywhere in the same clause.
 */
export interface Said {
  patterns: string;
  except?: string;
}

export const lists = listsOf({
  gone: `down|offline|unavailable|unusable|blackout|interruption|unreachable|unresponsive|crashed|dead|outage|(not|no longer) (available|responding)`,
  broken: `broken|failing|timing out|times out|time out|stopped working|(does|do) not work|(not|no longer) (working|loading|going through)`,
  failed: `fail|fails|failed|failure|failures|outages|inaccessible|not reachable|out of service`,
  cannot: `cannot|can not|could not|unable to|(not|no longer) able to|can no longer|(fail|fails|failed|failing) to`,
  down: `<gone>|<broken>|<failed>`,

  people: `user|users|customer*|client|clients|visitor*|people|account|accounts|tenant*|subscriber*|merchant*`,
  nobody: `nobody|no one|no (user|users|customer|customers)`,
  completely: `complete|completely|total|totally|full|fully|entire|entirely|global*|worldwide|sitewide|everywhere`,
  everything: `everything|everyone|everybody|anyone|anybody|across the board|every request|(whole|entire) (site|platform|service|system|stack|infrastructure|network|business|cluster)|
    every page|all (services|systems|regions|users|customers|requests|traffic|pages|reads|writes|calls|apis|endpoints|domains|sites|stores|databases|servers|hosts|nodes)`,
  partly: `partial|partially|partly|intermittent*|sporadic*|regional|one (region|zone)|
    (some|many|most|several|multiple) (<people>|services|regions|zones)`,

  platform: `site|website|web site|platform|production|prod|system|systems|api|application|app|backend|frontend|
    web app|webapp|shop|store`,
  database: `(database*|db|postgres*|mysql|mariadb|mongodb|dynamodb|rds|aurora)
    (server|servers|cluster|in production|)`,
  payments: `card (payments|processing|charges)|(stripe|adyen|paypal|pay pal|braintree|worldpay) (payments|charges|transactions)|
    processing (of|) payments|payment*
    (system|service|processing|processor|api|gateway|provider|page|flow|transactions|requests|)`,
  feature: `login*|log in|sign in|signin|sign up|signup|registration|authentication|auth|single sign on|sso|checkout|
    (checkout|login|payment|search|product) page|password (reset|resets)|chat|messaging|streaming|playback|video upload*|sign ups|signups|cart|search|order|orders|ordering|order placement|booking*|upload*|email delivery|dns|homepage|
    home page|portal|site|website|api|app|region|service|services|gateway|load balancer|
    (major|core|key|main|critical) feature`,
  server: `server|servers|cluster|clusters|data (center|centre)|vpn|(redis|kafka|rabbitmq|elasticsearch|opensearch|
    memcached|message (queue|broker)) (cluster|server|service|)`,
  minor: `(minor|small|secondary|optional) feature|export*|import|report|reports|reporting|avatar*|recommendations|
    newsletter|thumbnails|preview*|filter*|autocomplete|wishlist|badge*|widget|share button`,

  data: `(customer|user|) (data|records)|messages|uploads|invoices|documents|photos|payments|orders|rows|files|transactions|backups`,
  secrets: `credential*|password*|secret|secrets|token|tokens|(api|access|private) (key|keys)|
    (customer|user|personal) data`,
  leaked: `leak*|exposed|stolen|exfiltrated|published by mistake`,

  errors: `error|errors|fail*|timeout|timeouts|5xx|500s|unsuccessful|rejected`,
  success: `success*|availability|uptime`,
  volume: `traffic|throughput|requests|transactions|orders|payments|sales|revenue|conversion*|signups|logins|
    checkouts|performance|speed|<success>`,
  delay: `latency|latencies|response*|duration*`,
  resource: `cpu|memory|mem|ram|disk|heap|utilisation|utilization|usage|used|capacity|full|quota|budget|space|
    inodes|swap|battery|storage|iops|pool|coverage|confidence|discount|progress|rollout`,
  slower: `degraded|degradation|degrade|degrades|slower|slowdown|slow down|slowed down`,
  rose: `up|increase*|increasing|higher|rise|rises|rose|risen|worse|above|over|jumped|grew|grown|exceed*|more`,
  fell: `down|drop|drops|dropped|dropping|fell|fallen|falls|decrease|decreased|reduced|lower`,
  above: `above|over|exceed*|(more|greater|higher|slower) than`,
  below: `below|under|(less|fewer|lower) than`,

  ended: `resolved|recovered|fixed|restored`,
  staging: `staging|stage|test|testing|dev|development|sandbox|qa|demo|preview|uat|preprod|nonprod|
    (non|pre) (prod|production)`,
  document: `typo|typos|spelling|wording|documentation|docs|readme|faq|runbook|article|guide|changelog|template|
    postmortem|test|drill|exercise`,
});

interface Definition extends Said {
  name: string;
  severity: Severity;
  /** The runbook's words. */
  definition: string;
}

/** The runbook's definitions (R1). Of those that match the worst decides; SEV3 and SEV4 count in titles only. */
export const definitions: readonly Definition[] = [
  {
    name: 'complete-outage',
    severity: 'SEV1',
    definition: 'complete service outage',
    patterns: `
      <completely> (service|) (<gone>|<broken>|failure);  <gone> (<completely>|for <everything>);
      (<broken>|<failed>) (everywhere|for <everything>);  <everything> (<down>|<cannot>);  <nobody> (can|able);
      <database> <gone>;  no connection to <database>;
      ^ (main|primary|whole|entire|) <platform> <gone>;  (production|prod) <gone>;
      (whole|entire) <platform> (returns|answers|responds|fails) (with|) (500|502|503|504|error|errors);
      (users|customers|visitors|people) <cannot> (access|reach|open|load|use) (<platform>|anything|us);
      nothing (loads|works|loading|working|responds|responding);
      <everything> (returns|return|returning|shows|show|sees|see|seeing|gets|get|ends|end|answers|answer) (in|with|)
      (500|502|503|504|error|errors|timeouts|nothing);
      (blank|empty|white) (page|screen) for <everything>;  <people> <completely> <cannot>;
      (<gone>|<broken>|<failed>) for all $;  <completely> loss of (connectivity|connection|network|power|service);
      (production|prod) (cluster|environment|system|systems) * <gone>;
      (primary|main|production) <database> (read only|readonly)`,
    except: `
      (local|replica|standby|secondary|reporting|analytics|read|internal|partial|partially|partly|in) @;
      @ for (one|single|some|few|several|many|certain|%) (of|) (<people>|region*|zone*|service*|node*|host*);
      down (by|to|from|%)`,
  },
  {
    name: 'data-loss',
    severity: 'SEV1',
    definition: 'data loss or corruption',
    patterns: `
      data loss;  (lost|losing|wiped|loss of) (all|) <data>;  (overwrote|erased|wiped) (live|production|customer|user) (data|records);
      <data> (lost|wiped|vanished|disappeared|missing after|deleted by mistake);
      (wiped|deleted|dropped|truncated) (production|prod) <database>;  wiped <database>;  <database> wiped;
      (production|prod) (<database>|table|tables|collection|bucket) (wiped|deleted|dropped|truncated|emptied);
      (customer|customers|user|users|order|orders) (table|tables|collection) (wiped|deleted|dropped|truncated|emptied);
      (<database>|table|tables|collection|bucket) (wiped|deleted|dropped|truncated|emptied) (in production|in prod|by mistake);
      (customer|user|production|prod) (data|records|rows|accounts|files) (deleted|erased|gone|missing);
      <data> (overwritten|erased|dropped and lost);  ledger (inconsistent|corrupt*|out of balance);
      (lost|losing) (write|writes);  (minutes|hours|days|weeks) of data (lost|gone|missing);  deleted production data;
      corrupt* (of|) (<data>|<database>);  (<data>|<database>) corrupt*`,
    except: `
      @ (source|center|centre|plane|stream|type|connection|connections|packets|requests|events);  (old|expired|stale) @;
      @ * (request|retention|lifecycle|cleanup|scheduled|planned|admin)`,
  },
  {
    name: 'security-breach',
    severity: 'SEV1',
    definition: 'security breach',
    patterns: `
      (security|data) breach;  security incident;  breach of <secrets>;  breached systems;  systems breached;
      (unauthorised|unauthorized) access;  intrusion detected;  intruder;  hacked;  ransomware;
      malware (detected|found);  remote code execution;  (web shell|webshell|backdoor) (detected|found);
      (injection|vulnerability|flaw|bug) (actively|) exploited;  exploited (injection|vulnerability|flaw|bug);
      <people> (can|could|) (see|seeing|saw|shown) (other|another|wrong|each other s|someone else s|somebody else s)
      (<people>|user s|customer s|data|orders);  tenant isolation <down>;
      defaced;  (gained|got|gains|has|have) access to <secrets>;
      (unauthorized|unauthorised|suspicious) (admin|administrator|root) (login*|access|session*);  suspected (intrusion|intruder|compromise);  (attacker*|hacker*) * (access|control|inside);
      (bucket|buckets|database|backup*|dump) with <secrets> (public|publicly *);  private (key|keys) published;
      (stole|steal|steals|stealing) <secrets>;  account takeover;
      (account|accounts|server|servers|host|system|<secrets>) compromised;  compromised <secrets>;
      <secrets> <leaked>;  <leaked> (of|) <secrets>;  data (leak|leaked|exfiltration)`,
    except:
      '@ (attempt|attempts|) (blocked|denied|prevented|rejected); @ (training|drill|drills); (attacker*|hacker*) (denied|blocked|refused|without|lost)',
  },
  {
    name: 'payment-failure',
    severity: 'SEV1',
    definition: 'payment system failure',
    patterns: `
      <payments> (in production|) (<completely>|) <down>;
      <payments> (timing out|rejected|declined for <everything>|(not|no longer) (processed|processing));
      (failed|failing|failure of|failure in|failures in|outage of|not processing) <payments>;
      <cannot> (process|take|accept|make|complete|collect) <payments>;  <cannot> pay;
      <payments> (stuck|hanging|hang);  (paypal|pay pal|stripe|adyen|braintree|worldpay) <gone>;
      (charging|charged|charges|bills|billed) (<people>|) (twice|double|several times);  (double|duplicate) (charges|charging|billing);
      no successful <payments>;  no <payments> (processed|received|since|in last)`,
    except:
      '(one|single|few) @; failure (rate|ratio); down (by|to|from|%); refunded; @ (test|tests|prevented|report)',
  },
  {
    name: 'partial-outage',
    severity: 'SEV2',
    definition: 'partial service outage',
    patterns: `
      outage;  outages;  <partly> (service|) (<down>|<cannot>);
      (intermittent*|sporadic*|elevated|increased) (5xx|500|502|503|504|) (error|errors) (rate|rates|) (for|on|at|in)
      (many|most|some|several|) (<people>|<feature>);  (returns|returning) (5xx|500|502|503|504) for (half|most|many|some);  <down> (for|in) <partly>;
      <database> replica <gone>`,
    except: '(local|minor) @; down (by|to|from|%)',
  },
  {
    name: 'major-degradation',
    severity: 'SEV2',
    definition: 'performance degradation > 50 %',
    patterns: `
      <delay> (time|times|) (doubled|tripled|quadrupled|exploded);
      <delay> (time|times|) (now|) (twice|(two|three|four|five|six|eight|ten) times|2x|3x|4x|5x|6x|8x|10x|20x);
      <volume> (halved|cut in half);
      (<feature>|<platform>|<payments>) (extremely|unusably|painfully|terribly) slow;
      (<volume>|emails|notifications|messages) delayed * (hour|hours|day|days);
      (<volume>|emails|messages) (pile up|piling up|piled up);
      (page|pages|<platform>|<feature>) (take|takes|taking) (over|more than|up to|)
      ((10|12|15|20|30|40|45|60|90|120) (seconds|sec)|* minutes);
      (half|most|majority) of (all|the|our|) (requests|orders|logins|<people>)
      (<down>|<cannot>|time out|timing out|timed out|see errors|get errors|rejected)`,
    except: '(one|single) @; @ (as|) (fast|good|lower|faster|less|better)',
  },
  {
    name: 'major-feature',
    severity: 'SEV2',
    definition: 'major feature unavailable',
    patterns: `
      <feature> (in production|) (<completely>|) (<gone>|<broken>);  <server> <gone>;
      <cannot> (log in|login|sign in|sign up|check out|checkout|order|buy);
      <cannot> (place (orders|order)|complete (purchase|purchases));
      (users|customers|visitors|merchants|subscribers|tenants) (cannot|can not|unable to|no longer able to|can no longer);
      (webhooks|callbacks|messages|emails|mails|texts|sms|notifications|confirmations|invoices|receipts|tickets)
      (not|no longer) (sent|delivered|arriving|going out);
      (file|object|block|shared) (storage|filesystem|file system|nfs) (unavailable|offline|unreachable|not responding);
      <people> (report|reporting|see|seeing|get|getting|experience|experiencing) (timeouts|errors) * <feature>;
      (order|orders) <cannot> (placed|created|submitted);  search (returns|shows|finds) (no|nothing);
      (sign in|login|log in|sso|password reset|registration|checkout|search) (with *|) fails;
      (users|customers|people|everyone) (randomly|) (logged|kicked|locked) out;
      <cannot> (create|open) (new|) (account|accounts);  (new|all) (sign ups|signups|orders|logins|uploads|bookings|registrations) (fail|failed)`,
    except: `(local|minor|503) @; down (by|to|from|%); @ (change|edit|export|get|see|upload|use|) (the|their|a|an|) <minor>`,
  },
  {
    name: 'minor-feature',
    severity: 'SEV3',
    definition: 'minor feature unavailable',
    patterns: '<minor> (to|of|as) * (<down>|disabled); <minor> (<down>|disabled); minor outage',
  },
  {
    name: 'minor-errors',
    severity: 'SEV3',
    definition: 'non-critical errors affecting few users',
    patterns: 'non critical (error|errors); few (users|customers)',
  },
  {
    name: 'cosmetic',
    severity: 'SEV4',
    definition: 'cosmetic issue',
    patterns: `
      cosmetic;  typo;  typos;  misspelling;  misspelled;  misspelt;  spelling;  grammar;  wording;
      misaligned;  alignment;  padding;  favicon;  tooltip;  visual glitch;  broken image;
      wrong (colour|color|font|icon|logo);  (colour|color|font|icon|logo|spacing|margin) (looks|) (off|ugly|wrong);
      missing (icon|logo);  (icon|logo) missing`,
  },
  {
    name: 'non-blocking',
    severity: 'SEV4',
    definition: 'non-blocking error',
    patterns:
      '(non|not) blocking; nonblocking; does not block; deprecation (warning*|notice*); deprecated * warning*',
  },
  {
    name: 'documentation',
    severity: 'SEV4',
    definition: 'documentation issue',
    patterns: `
      documentation;  docs;  readme;  faq;  changelog;  user guide;  help (page|pages);  release notes`,
  },
];

/** When neither a definition nor the sender says how bad it is, the name or the title of something that is down does. */
export const serviceDown: Definition = {
  name: 'service-down',
  severity: 'SEV2',
  definition: 'a service that is down',
  patterns: 'down; offline; unreachable; unavailable; not responding',
  except: `
    503 (service|) @;  <minor> (to|of|as) * @;  (<volume>|<delay>|<resource>) @;  % * @;  down (by|to|from|%);  <ended>;
    (scal*|slow*|trending|cool*|count|drill|write|break|shut*|ramp*|drop*) @;
    (up|on|if|when) @;  @ (above|to|and|) up`,
};

/** Where customers are: a synthetic test watches that, too. */
export const production: Said = {
  patterns: 'prod; production; live; (synthetic|smoke|browser|canary|health) (test|tests)',
  except: '(non|pre) @',
};
export const staging: Said = { patterns: '<staging>' };

/** What sets every match aside, unless the clause says something else besides. */
export const exclusions: readonly { because: string; except: string; unless?: Said }[] = [
  {
    because: 'it is denied',
    except: `
      (no|not|without|never|zero|neither|nor|none|prevent*|avoid*) (any|known|real|actual|more|further|longer|) @;
      (no|without) * (sign|signs|evidence|indication|report|reports) (of|that *) @;
      (no|without) (loss|data loss|corruption|breach|security breach|outage|errors) or @;  no (customer|user|) impact`,
  },
  {
    because: 'it is over',
    except: `
      <ended> @;  @ (alert|incident|) (fully|completely|already|) (resolved|recovered);
      @ (fully|completely|already|) (<ended>|over) $`,
  },
  {
    because: 'it is only a text, or an exercise',
    except: `
      <document> (page|pages|) (of|for|about|on) @;  <document> (page|pages|) about * @;
      (alert|alarm|notification|page) (test|drill);  @ (drill|exercise|simulation|rehearsal)`,
  },
  {
    because: 'no customer is there',
    except: `
      <staging> (<platform>|<database>|<feature>|<server>|environment|env|) @;
      @ (for|in|on|at|of) <staging>;  @ <staging> (environment|env|) $`,
    unless: production,
  },
];

/** Descriptions also explain what might follow or what to check. With one of these it is not what happens now. */
export const conditions: Said = {
  patterns: `
    if; when; unless; until; otherwise; whether; check; see; example; e g; may; might; could; would; should; can;
    risk; potential*; possibl*; eventually; lead; leads; avoid; prevent; prevents; before`,
  except: '@ no longer',
};

/** A title that begins so, before a colon, a dash or a bracket, tells of nothing that happens to customers now. */
export const labelsSetAside: Said = {
  patterns: `
    ^ (<staging>|<ended>|test|drill|exercise|simulation|rehearsal|closed|ok) (alert|alarm|only|environment|env|) $;
    ^ (this|fire|planned|scheduled|) (test|drill|maintenance) $`,
};

export type Amount = 'users' | 'errors' | 'degradation';

/** Percentages that a text says; the worst that matches counts. Of a `rest` the errors are what is missing to 100. */
export const amounts: readonly (Said & { of: Amount; rest?: true })[] = [
  {
    of: 'users',
    patterns: `
      % (of|) (all|) (active|affected|impacted|paying|daily|online|your|) <people>;
      <people> (affect*|impact*) * %;  (affect*|impact*) <people> * %`,
    except: '<ended>; normal; no longer',
  },
  {
    of: 'errors',
    patterns: '<errors> * %; % * * (<errors>|erroring)',
    except: '<fell> (by|) %; <success>; <resource>; <ended>; normal; no longer',
  },
  {
    of: 'errors',
    patterns: '<volume> * <fell> (by|) %; % drop in <volume>',
    except: '<resource>; <ended>; normal; no longer',
  },
  {
    of: 'errors',
    rest: true,
    patterns: '<success> * %; % * <success>',
    except: '<fell> (by|) %; % drop in; <resource>; <ended>; normal; no longer',
  },
  {
    of: 'degradation',
    patterns: '<slower> * %; % * <slower>; <delay> * <rose> * %; <rose> * % * <delay>',
    except: '<resource>; <ended>; normal; no longer',
  },
];

interface Level {
  from: number;
  severity: Severity;
  definition: string;
}

/** What they mean. Those that the runbook leaves open (exactly 50 %, 10 % of users and more) take the worse level. */
export const levels: Record<Amount, readonly Level[]> = {
  users: [
    { from: 99, severity: 'SEV1', definition: 'complete service outage' },
    { from: 10, severity: 'SEV2', definition: 'partial service outage: 10 % of users or more' },
    { from: 0, severity: 'SEV3', definition: 'errors affecting < 10 % of users' },
  ],
  errors: [
    { from: 99, severity: 'SEV1', definition: 'complete service outage' },
    { from: 50, severity: 'SEV2', definition: 'performance degradation > 50 %' },
    { from: 0, severity: 'SEV3', definition: 'performance degradation < 50 %' },
  ],
  degradation: [
    { from: 50, severity: 'SEV2', definition: 'performance degradation > 50 %' },
    { from: 0, severity: 'SEV3', definition: 'performance degradation < 50 %' },
  ],
};

/** What senders call it. Weakest of all, since each product means something else by them: none is worse than SEV2. */
export const senderWords: readonly (Said & { severity: Severity })[] = [
  {
    severity: 'SEV2',
    patterns: `
      critical; crit; fatal; emergency; emerg; disaster; blocker; panic; highest;
      page; error; err; high; major; urgent; severe; serious;
      kritisch; höchste; hoch; schwerwiegend; dringend; critique; haute; élevé; élevée; majeur;
      crítico; crítica; critico; critica; alta; alto; grave; urgente; kritiek; hoog;
      критический; критическая; высокий; высокая; 紧急; 严重; 重要; 高; 緊急; 致命的; 重大; 嚴重; 심각; 긴급; 높음`,
    except: '(non|not) @',
  },
  {
    severity: 'SEV3',
    patterns: `
      warning; warn; medium; moderate; average; minor; normal;
      noncritical; (non|not) (critical|urgent|major|severe);
      warnung; mittel; avertissement; moyenne; moyen; advertencia; aviso; media; média; avviso;
      waarschuwing; gemiddeld; предупреждение; средний; средняя; 警告; 一般; 次要; 中; 경고; 보통`,
  },
  {
    severity: 'SEV4',
    patterns: `
      info; information; informational; low; lowest; notice; debug; trivial; none;
      niedrig; niedrigste; basse; faible; baja; bajo; baixa; bassa; laag; низкий; низкая; 提示; 低; 情報; 낮음; 정보`,
  },
];

/** In the name of an alert's rule only these are taken for a severity: `high` and `error` are part of many names. */
export const wordsInNames: Said = { patterns: 'critical; crit; fatal; emergency' };

/** Labels that say where it is. With `<staging>` in one it is a SEV4, whatever texts and the sender's words say. */
export const environmentLabels: readonly string[] = [
  ...['environment', 'env', 'deployment_environment', 'deployment_environment_name', 'stage'],
  ...['namespace', 'exported_namespace', 'kubernetes_namespace', 'k8s_namespace_name', 'cluster'],
];

/** Alerts that say that data is missing, under the texts of the rule that could not be evaluated. */
export const missingData = {
  names: ['DatasourceNoData', 'DatasourceError'],
  annotation: 'grafana_state_reason',
  values: ['NoData', 'Error'],
};
