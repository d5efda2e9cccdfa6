import { isMap, textOf } from '#core/intake/given.ts';
import { isWebAddress } from '#core/intake/limits.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { readJson } from '#core/intake/read-json.ts';
import { parseSource } from '#core/sources.ts';
import { remembered } from '#core/text/remembered.ts';

/*
 * Where something stands in a body that nobody knows, and which place is believed for what. Joints and case of a name do not
 * matter. `service.name` of flat attributes is one name.
 */

/** In the order in which they are believed. */
const names = {
  title: `title alerttitle headline subject summary alertsummary entitydisplayname eventtitle alertname rulename incidentname
    problemtitle monitorname checkname triggername alarmname testname detectionname findingname policyname eventname alert
    problem humanreadable displaymessage message msg text alerttext statemessage errormessage briefdescription
    shortdescription name friendlyname jobname connectorname workflowname logmessage body content description details reason error exception rule policy job
    task check monitor workflow flowid dagid
    output pluginoutput opaque logentry note notes comment comments value1 info type event eventtype label alerttype
    trigger metric metricname signature fallback detectname unit unitname data
    pipeline suite deployment script`,
  status: `status state statusname statename alertstatus alertstate alerttype messagetype triggertype currentstate currentstatus newstate newstatus
    incidentstatus incidentstate eventstate alarmstatus alarmstate condition transition alerttransition action eventaction
    eventtype event result parsedresult conclusion notificationtype notifytype clear type reason payload category
    connection connectivity`,
  severity: `severity sev alertseverity incidentseverity severityname priority alertpriority urgency level levelname loglevel
    alertlevel criticality importance impact lvl`,
  service: `service servicename service.name involvedobject application applicationname app appname component project
    projectname workspace workspacename stackname host hostname devicename devname devicehostname targetident containername clustername hostnameandport
    resource resourcename resourcedisplayname monitor monitorname friendlyname device sensor node nodelabel server instance entitylabel entity entityname hostnames system target endpoint
    checkname agent check repository repo site sitename source instanceid uninstanceid cmdbci configurationitem resourceid
    database databasename dbname fqdn domain domainname topic namespace tenant tenantname srv`,
  key: `dedupkey deduplicationkey dedupekey dedup dedupid deduplicationid idempotencykey fingerprint alias incidentkey
    problemkey messagekey correlationid groupkey alarmid errorid faultid issueid alertid incidentid problemid violationid findingid
    seriesuid monitorid checkid ruleid triggerid conditionid alertkey alertuid uid sysid evid`,
  /** What is called the same whenever it tells of the same, whatever else it says of it. */
  rule: `alertname rulename checkname monitorname triggername alarmname testname policyname entitydisplayname check rule job
    jobname monitor task policy connectorname workflowname workflow flowid dagid unit unitname pipeline suite label name`,
  /** Why it is so: less than a title, and more than a name says. */
  why: `failurereason failuremessage errormessage diagnosticsummary runstatusmessage statusmessage reason error cause exception output pluginoutput`,
  startedAt: `startedat startsat starttime start firedat triggeredat occurredat createdat created timestamp time eventtime
    datetime date firstseen alertts ts`,
  endedAt: 'recoveredat recoverytime recovertime resolvedat clearedat closedat',
  description:
    'description details message body text content reason output summary comment notes msg',
} as const;
type Field = keyof typeof names;
const rank = Object.fromEntries(
  Object.entries(names).map(([field, text]) => [
    field,
    new Map(text.split(/\s+/).map((name, index) => [name, index])),
  ]),
) as Record<Field, Map<string, number>>;
const fields = Object.keys(names) as Field[];

const ofWork =
  /^(?:action|task|pipeline|flow|function|process|script|backup|command|template|playbook|plan|schedule|question|query|report|dashboard|\w*job|zap|scenario|recipe)name$/;

const ofPolicy = /^(?:alert|alarm|event|incident)(?:policy|rule)name$/;

/** What runs, stands somewhere or measures. */
const machines = new Set(
  'machine computer vm pod container cluster member endpoint sensor server node target instance droplet gateway ups pdu plug device camera printer router switch firewall charger station system equipment queue tunnel'.split(
    ' ',
  ),
);

/** Senders have names of their own, of which the end says what they are. These come behind all that are known. */
const endings: Partial<Record<Field, readonly [RegExp, number][]>> = {
  title: [
    [ofPolicy, 10],
    // An entry of a log in Google Cloud.
    [/^textpayload$/, 45],
    [
      /^(?!old|prev|last|former).*(event|eventtype|alerttype|notificationtype|notifytype|webhooktype)$/,
      70,
    ],
    [
      /(?:alert|alarm|event|incident|issue|problem|error|fault|anomaly|violation|check|condition|malware|threat|vulnerability)(?:name|description|text|details|msg)$/,
      48,
    ],
    [/^(?!old|prev|last|former|response|commit).*(title|subject|summary|message|msg|reason)$/, 75],
    [ofWork, 68],
    [/^(?:alert|alarm|incident|issue|problem|finding)displayname$/, 20],
    [/^(?:specificproblem|probablecause)$/, 58.5],
    [/^(?:alarm|incident|issue|fault)$/, 59.5],
  ],
  service: [
    [
      /^(?:item|object|asset|element|component|originator|channel)(?:host)?(?:name|identifier)$/,
      20,
    ],
    [/^(?:affected|impacted|compromised)(?:resource|entity|host|asset|service)(?:name)?$/, 15],
  ],
  severity: [
    [
      /^(?!old|prev|last|former).*(?:(?:severity|priority|urgency)(?:text|label|level|string)?|risklevel)$/,
      40,
    ],
  ],
  // How an application is says more than how the work at it went. `run_status`, but neither `previous_status`, how it should be, nor what became of the message.
  status: [
    [/^health(?:status)?$/, 13.5],
    [/^(?:(?:alert|alarm|incident)action|eventname)$/, 18.5],
    [
      /^(?!old|prev|last|former|from|was|expected|desired|wanted|intended|target|initial|original|required|requested|default|(?:if)?admin|delivery|email|sms|webhook|notification|ack).*(status|state|result|outcome|phase)(str|text|word|label)?$/,
      18.5,
    ],
  ],
  rule: [
    [ofPolicy, 10],
    [ofWork, 60],
  ],
  startedAt: [
    [
      /^(?!end|last|resol|recover|clear|clos|updat|expir|sent).*(?:start|first|occur|trigger|event|alert|alarm|incident|creat|open|detect|rcv|receiv)\w*(?:at|on|time|date)(?:utc)?$|^(?!end|last|resol|recover|clear|clos|updat|expir|sent).*timestamp$/,
      13,
    ],
  ],
  key: [
    [
      /^(alert|incident|issue|problem|alarm|outage|violation|ticket)(?!.*(rule|type|config|policy|defin|form|field|group|user)).*id$/,
      50,
    ],
  ],
};
/** What is in one of these is what is wrong; what is in one of those is where it is, or who was there. */
const trouble = new Set(
  'alert alarm incident issue problem error fault rule condition event exception finding violation'.split(
    ' ',
  ),
);
const course = new Set(
  'pipeline workflow job build check monitor deployment connection test control'.split(' '),
);
const setting = new Set(
  `organization org account agent host webhook user sender author actor team commit owner creator assignee responder manager
  decoder project group region browser os customer tenant repository repo device app application service site location
  metadata workspace source destination environment branch trigger qualitygate client stack info meta subscription
  delivery alertsource`.split(/\s+/),
);

export interface Place {
  path: string;
  name: string;
  /** The name of what holds it, for `service: { name }`. */
  parent: string;
  depth: number;
  /** One of several: what stands beside the list is of the whole. */
  isListed: boolean;
  /** For what it is believed, the least the most. */
  ranks: Ranks;
  value: unknown;
}

type Ranks = { [Name in Field]?: number | undefined };

const depthMax = 8;
const placesMax = 2000;

/** The nearest first. Members of a list go by its name, and what is JSON within a text is looked into. */
export function placesIn(root: Record<string, unknown>): Place[] {
  const places: Place[] = [];
  const left: Place[] = [
    { path: '', name: '', parent: '', depth: 0, isListed: false, ranks: {}, value: root },
  ];
  for (let index = 0; index < left.length && places.length < placesMax; index++) {
    const { path, name: own, parent: above, depth, value, ...rest } = left[index] as Place;
    // What holds the name of a thing apart from the rest of it is not the thing.
    const parent = own === 'metadata' && above !== '' ? above : own;
    if (typeof value !== 'object' || value === null) continue;
    const isList = Array.isArray(value);
    const pair = isList || depth < 2 ? undefined : pairOf(value as Record<string, unknown>);
    if (pair !== undefined) {
      // A fact of a card: as near as what stands beside the card.
      const { name, holder = '' } = calledOf(pair.name);
      const fact = { path, name, parent: holder, depth: 3, isListed: false };
      places.push({ ...fact, ranks: ranksOf(`${holder} ${name} `), value: pair.value });
      continue;
    }
    const members = Object.entries(value).slice(0, 200);
    const other = isList
      ? undefined
      : otherNamesIn(
          members.map(([key]) => nameOf(key)),
          parent,
          value as Record<string, unknown>,
        );
    for (const [key, each] of members) {
      const called = isList ? { name: parent } : calledOf(key);
      const { holder = parent } = called;
      const name = other?.get(called.name) ?? called.name;
      const inner = withinText(anyValue(each));
      const isListed = isList || rest.isListed;
      const all = ranksOf(`${holder} ${name} ${isListed ? 'listed' : ''}`);
      // What is written flat names everything around, and what is wrong only where it says so.
      const isAround = called.holder !== undefined && name === 'name' && !trouble.has(holder);
      const ranks = isAround ? { service: all.service } : all;
      const where = { path: `${path}/${key}`, name, parent: holder, depth: depth + 1, isListed };
      const place = { ...where, ranks, value: inner };
      if (typeof inner === 'object' && inner !== null) {
        if (depth < depthMax) left.push(place);
      } else places.push(place);
      const [, tag = '', tagged] =
        isList && ofTags.test(parent) && typeof inner === 'string' ? (inTag.exec(inner) ?? []) : [];
      if (tagged !== undefined) {
        const own = { ...where, path: `${path}/${tag}`, name: nameOf(tag), parent: '' };
        const { title: _, status: __, ...ranks } = ranksOf(` ${own.name} `);
        places.push({ ...own, depth: 3, isListed: false, ranks, value: tagged });
      }
      const [, of, fact] = typeof inner === 'string' ? (inBold.exec(inner) ?? []) : [];
      if (of === undefined || name !== 'text' || depth < 3) continue;
      const about = { ...place, name: nameOf(of), parent: '', value: fact };
      places.push({ ...about, ranks: ranksOf(` ${about.name} `) });
    }
  }
  return places;
}

/**
 * What a name means by what stands beside it: the `name` beside a namespace, or beside the name of a rule, is that of the
 * thing; the `message` beside a branch or a commit is of whoever committed it; of an order, the `message` says what is wrong.
 */
function otherNamesIn(
  names: readonly string[],
  of: string,
  { status }: Record<string, unknown>,
): ReadonlyMap<string, string> {
  const other = new Map<string, string>();
  const beside = (pattern: RegExp) => names.some(name => pattern.test(name));
  if (beside(/^(namespace|rulename|alertname|policyname)$/) && byName(of, 'service') === undefined)
    other.set('name', 'devicename');
  if (beside(/^(commit|commitid|commithash|commitsha|sha|branch|ref|authorlogin|authorname)$/))
    other.set('message', 'commitmessage');
  if (beside(/^(commitref|commiturl|commit)$/) && beside(/^(buildid|deployurl)$/))
    other.set('title', 'committitle');
  if (beside(/^client$/) && beside(/^check$/)) other.set('client', 'host');
  // A condition of Kubernetes: `Succeeded`, of which the status says whether it is so.
  if (/^(True|False|Unknown)$/.test(textOf(status) ?? '')) other.set('type', 'conditiontype');
  // Zabbix's, where somebody built the body: what triggers is a rule, and elsewhere a person or a push.
  if (of === 'trigger' && beside(/^(?:severity|expression|nseverity)$/))
    other.set('name', 'alertname');
  if (of === 'finding') other.set('category', 'findingname');
  if (beside(/^alerttype$/) && beside(/^entityid$/)) other.set('message', 'title');
  return other;
}

/** Nobody calls anything by a longer name. */
const nameMax = 60;

function nameOf(key: string): string {
  const own = key.slice(0, nameMax).trim().toLowerCase();
  return ourName.get(own) ?? plainName(own);
}

/** `host.name` of one who writes all flat is the `name` of a `host`. */
function calledOf(key: string): { name: string; holder?: string } {
  const [, holder, name] = /([\w-]+)\.([\w-]+)$/.exec(key.slice(0, nameMax)) ?? [];
  return holder === undefined || name === undefined || !isFlat.test(key)
    ? { name: nameOf(key) }
    : { name: nameOf(name), holder: nameOf(holder) };
}

const isFlat = /^[A-Za-z][\w-]*(?:\.[A-Za-z_][\w-]*)+$/;

function plainName(key: string): string {
  return key.replace(/[^a-z0-9.]/g, '');
}

/** What others call it in their own language. */
const ourName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    title:
      '제목 標題 主旨 告警標題 tytuł temat başlık konu titel título titulo titre titolo betreff asunto assunto objet oggetto onderwerp 标题 主题 告警标题 告警名称 件名 タイトル 表題 заголовок тема',
    message:
      '메시지 내용 訊息 內容 wiadomość mesaj nachricht meldung mensaje mensagem messaggio bericht 内容 消息 告警内容 信息 メッセージ 内容 本文 сообщение',
    description:
      'beschreibung descripción descripcion descrição descricao descrizione omschrijving 描述 说明 説明 описание',
    severity:
      '심각도 등급 嚴重性 嚴重程度 級別 ważność önem schweregrad gravedad severidad severidade gravidade gravité gravite gravità gravita ernst 级别 告警级别 严重级别 等级 重要度 深刻度 важность серьезность',
    priority:
      'priorität prioritaet prioridad prioridade priorité priorite priorità prioriteit 优先级 優先度 приоритет',
    status:
      '상태 狀態 stan durum zustand estado état etat statut stato toestand 状态 告警状态 状態 ステータス статус состояние',
    service:
      '서비스 服務 usługa hizmet dienst servicio serviço servico servizio 服务 应用 サービス сервис служба',
    host: '호스트 서버 主機 伺服器 serwer sunucu rechner servidor anfitrión hôte serveur 主机 主机名 服务器 ホスト サーバ サーバー хост сервер',
  }).flatMap(([name, own]) => own.split(' ').map(each => [each, name] as const)),
);

/** `{ "title": "Severity", "value": "high" }`: cards and lists of fields name things this way. */
function pairOf(value: Record<string, unknown>): { name: string; value: unknown } | undefined {
  const name = ['name', 'title', 'key', 'label', 'topLabel'].map(each => value[each]).find(Boolean);
  // Google calls the value of a fact its text or content.
  const said = anyValue('topLabel' in value ? (value.text ?? value.content) : value.value);
  const isPair =
    ('value' in value || 'topLabel' in value) &&
    typeof name === 'string' &&
    typeof said !== 'object';
  return isPair && Object.keys(value).length <= 4 ? { name, value: said } : undefined;
}

/** `tags: ["host:web-1"]`. */
const ofTags = /^(?:tag|label|dimension)s?$/;
const inTag = /^([A-Za-z][\w.-]{0,40})[:=]\s*([^\s/][^\n]{0,200})$/;

/** `*Service:*` on one line, `cart` on the next, as the blocks of Slack have it. */
const inBold = /^\*([\w ]{2,30}):?\*:?\s+(\S[^\n]{0,200})$/;

/** OpenTelemetry writes `{ "stringValue": "x" }` for each value. */
function anyValue(value: unknown): unknown {
  if (!isMap(value)) return value;
  const [only, ...more] = Object.entries(value);
  return only !== undefined && more.length === 0 && /^(string|int|double|bool)Value$/.test(only[0])
    ? only[1]
    : value;
}

function withinText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{\s*"/.test(value) || value.length > 20_000) return value;
  const read = readJson(value);
  return 'value' in read ? read.value : value;
}

/** Nearness counts for more than a better name two floors further down. */
export function best(
  places: readonly Place[],
  field: Field,
  fits: (value: unknown, place: Place) => boolean,
): Place | undefined {
  let found: Place | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const place of places) {
    const at = place.ranks[field];
    if (at === undefined) continue;
    const weight = at + place.depth * 4;
    if (weight >= least || !fits(place.value, place)) continue;
    [found, least] = [place, weight];
  }
  return found;
}

/** The same few names are met again and again. */
const namesMax = 5000;

/** By `parent name`, and whether it is one of several. */
const ranksOf = remembered((called): Ranks => {
  const [parent = '', name = '', listed] = called.split(' ');
  const ranks: Ranks = {};
  for (const field of fields) {
    const at = rankOf(name, parent, field);
    const isNone =
      (field === 'rule' && (listed !== '' || isSetting(parent))) ||
      (field === 'key' && parent === 'metadata') ||
      (field === 'startedAt' && isSetting(parent) && /^(created|date)/.test(name)) ||
      // How it was before.
      ((field === 'status' || field === 'severity') && /^(prior|prev|old|former)/.test(parent)) ||
      (field === 'status' && ofOthers.test(parent));
    if (at !== undefined && !isNone) ranks[field] = at + leaningOf(parent, field, listed !== '');
  }
  return ranks;
}, namesMax);

/** `door_state`: of a thing, where `state` would be of the alert. */
export function isStateOfThing({ name }: Place): boolean {
  return (
    byName(name, 'status') !== undefined && !rank.status.has(name) && !/^stat(?:e|us)/.test(name)
  );
}

/** How these are says nothing of the alert: what was asked and answered, what was before, and who has to do with it. */
const ofOthers =
  /^(?:before|from|last\w*|history|http|request|response|headers?|meta|related|parent|runbook|acknowledge?ment|silence|mute|maintenance|subscription|license|delivery|webhook|user|actor|author|owner|assignee|account|customer|agent|sender)$/;

function rankOf(name: string, parent: string, field: Field): number | undefined {
  // The name of a service is as good as `service`, and the id of an incident all but as good as `incident_id`.
  const isNamed = holderNames[field]?.has(name) === true;
  const isOfHolder = isNamed || (field === 'key' && name === 'id');
  const holder = isNamed ? parent : trouble.has(parent) ? `${parent}id` : '';
  const at =
    byName(name, field) ??
    (isOfHolder
      ? (byName(holder, field) ??
        byName(holder.replace(/(?:s|object|info|details|data)$/, ''), field) ??
        byName(`${holder}name`, field))
      : undefined);
  return at === undefined ? undefined : at + (isOfHolder ? 1 : 0);
}

function byName(name: string, field: Field): number | undefined {
  return (
    rank[field].get(name) ??
    endings[field]?.find(([pattern]) => pattern.test(name))?.[1] ??
    (field === 'service' ? ofMachine(name) : undefined)
  );
}

/** `camera`, and better `rear_camera_name`. */
function ofMachine(name: string): number | undefined {
  if (machines.has(name)) return 45;
  const [, called] = /^(.*?)(?:host|dns)?(?:name|identifier)$/.exec(name) ?? [];
  const isOne = called !== undefined && [...machines].some(each => called.endsWith(each));
  return isOne ? 20 : undefined;
}

/** `service: { name }`, `monitor: { label }`, `severity: { value }`. */
const holderNames: Partial<Record<Field, ReadonlySet<string>>> = {
  service: new Set(['name', 'label', 'displayname']),
  status: new Set(['name', 'value']),
  severity: new Set(['name', 'value']),
};

function leaningOf(parent: string, field: Field, isListed: boolean): number {
  // A gate that is shut says more than that the look at it went well.
  if (field === 'status')
    return parent === 'qualitygate' ? -10 : isListed || asItCame.test(parent) ? 8 : 0;
  if (field === 'startedAt') return isSetting(parent) ? 30 : 0;
  if (field === 'service') return tellers.has(parent) ? 40 : 0;
  // What is brought out is another each time, and what it is made by is not.
  if (field === 'rule') return /definition$/.test(parent) ? -1 : 0;
  if (field !== 'title') return 0;
  // Nobody is the title of what went wrong.
  if (people.test(parent)) return 80;
  if (isListed) return isSetting(parent) ? 30 : 12;
  if (trouble.has(parent)) return -8;
  if (course.has(parent)) return -3;
  return isSetting(parent) ? 30 : 0;
}

const people =
  /(?:triggered|created|started|updated|approved|deployed|executed|reported)by$|^(?:user|author|actor|owner|creator|assignee|sender)$/;

/** What once opened it says how it was then. */
const asItCame = /^(?:alert|original|raw)payload$/;

/** Who sends it has a name and a machine, too. */
const tellers = new Set([
  'system',
  'sender',
  'subscription',
  'webhook',
  'integration',
  'notification',
]);

/** `assigned_to`, `acknowledgedBy`: people. `incident_state`: how it is, by a name. */
function isSetting(parent: string): boolean {
  return (
    setting.has(parent) ||
    /ed(to|by|user)$|(?<!^(?:build|check|commit|deployment|job|run))(state|status|severity|priority)$/.test(
      parent,
    )
  );
}

/** Where the site stands that a check looks at. Other addresses lead to who sent it. */
export function siteIn(places: readonly Place[], isUpOrDown: boolean): string | undefined {
  const found = siteOf(places, isUpOrDown);
  if (found !== undefined) return found.hostname;
  // Each deployment has an address of its own.
  if (places.some(({ parent }) => parent === 'deployment')) return undefined;
  // A link leads there; what is written without how to get there is what is looked at.
  const bare = places.find(
    ({ name, depth, value }) =>
      name === 'url' && depth <= 2 && /^[\w-]+(\.[\w-]+)+$/.test(textOf(value) ?? ''),
  );
  return textOf(bare?.value);
}

function siteOf(places: readonly Place[], isUpOrDown: boolean): URL | undefined {
  const isOfSite = ({ name, parent, depth }: Place) =>
    name === 'url'
      ? ['site', 'monitor', 'check', 'website', 'endpoint'].includes(parent) ||
        (isUpOrDown && depth === 1)
      : ['target', 'website', 'domain', 'location', 'endpoint', 'site'].includes(name);
  const found = places.find(
    place => isOfSite(place) && typeof place.value === 'string' && isWebAddress(place.value),
  );
  return found === undefined ? undefined : (URL.parse(String(found.value)) ?? undefined);
}

/** Who tells of it is not what it is about. */
export function isTeller({ name, value }: Place): boolean {
  const text = String(value).trim();
  return (name === 'source' && parseSource(text) !== undefined) || /^goalert$/i.test(text);
}

/**
 * Whose work it is where no service is named: the pipeline, the project or the site; or the machine in front of a title. It is
 * told, and nothing is known by it.
 */
export function workplaceIn(places: readonly Place[], title = ''): string | undefined {
  const near = places.filter(({ depth, isListed }) => depth <= 4 && !isListed);
  const isOfWork = near.some(
    ({ name, parent }) => parent === 'build' || /^(?:site|build|deploy)id$/.test(name),
  );
  const isRedfish = places.some(({ parent }) => parent === 'originofcondition');
  const found = [
    ({ name, parent }: Place) => isNameOf.test(name) && workplaces.test(parent),
    ({ name }: Place) =>
      /^(?:(?:pipeline|flow|workflow|job|connector|stream|build|subject)name|pipeline|dagid|offensesource)$/.test(
        name,
      ),
    ({ name, depth }: Place) => name === 'name' && depth === 1 && isOfWork,
    ({ name, parent }: Place) => name === 'name' && /^(?:deployment|payload)$/.test(parent),
    ({ name, depth }: Place) =>
      depth === 1 && (name === 'laceworkaccount' || (name === 'context' && isRedfish)),
  ].flatMap(fits => near.find(place => fits(place) && isName(place.value)) ?? [])[0];
  // `workspace_name: prod`: no name of a service, and all that there is.
  const workspace = near.find(({ name, value }) => name === 'workspacename' && isShort(value));
  return textOf((found ?? workspace)?.value) ?? inTitle.exec(title)?.slice(1).find(Boolean);
}

const workplaces = /^(?:pipeline|project|flow|workflow|job|site|app|repository|repo|stream)$/;

/** `[nas-01] Volume`, `Volume 1 on nas-01 has degraded`, `Flow run nightly/brave-fox`, `Deploy to Production failed for Shop release 1.2`. */
const inTitle =
  /^\[([a-z][a-z\d]*(?:[.-][a-z\d]+)*[.-]?\d+)\]\s|\son ([a-z][a-z\d]*(?:[.-][a-z\d]+)*[.-]?\d+) (?:has|is|was|went)\b|^application ([\w.-]+) (?:has|is|was)\b|\bflow run ([\w.-]+)\/[\w.-]+|^deploy to .{1,60}? (?:failed|succeeded) for (\S.{0,60}?) release \d/i;

/** Where a service runs: what one of its machines says is not of the others. */
export function machineIn(
  places: readonly Place[],
  service: Place | undefined,
): string | undefined {
  // `workspace: production` is no name of a service, and all the same another than `workspace: staging`.
  if (service === undefined) return textOf(best(places, 'service', isEnvironment)?.value);
  if (machineNames.has(service.name)) return undefined;
  // The name of an event of Kubernetes is another each time.
  const isOfEvent = ({ parent }: Place) =>
    parent === 'metadata' && service.parent === 'involvedobject';
  const found = best(
    places.filter(
      place =>
        machineNames.has(place.name) && (place.ranks.service ?? 99) < 40 && !isOfEvent(place),
    ),
    'service',
    isName,
  );
  const part = best(
    places.filter(({ name }) => resourceNames.has(name)),
    'service',
    isName,
  );
  const own = textOf(service.value);
  const other = [found, part].map(place => textOf(place?.value)).find(text => text && text !== own);
  return other ?? environmentIn(places);
}

/**
 * Which of several it is, as it is called each time: a port of a switch, a database of a rule, a page of a site, each of which
 * is well by itself.
 */
export function partsIn(
  places: readonly Place[],
  service: Place | undefined,
  known: readonly (string | undefined)[],
  isUpOrDown: boolean,
): string[] {
  // From where it is looked at is not where it is.
  const isLook = places.some(({ name }) => ofLook.test(name));
  // Redfish does not name the machine, and whoever asks for its events may, as their context.
  const isRedfish = places.some(({ parent }) => parent === 'originofcondition');
  const isInCode = places.some(({ name }) => /^(?:file|filename|filepath|module)$/.test(name));
  const isOnMachine = service !== undefined && machineNames.has(service.name);
  const isPart = ({ name, parent, depth, isListed }: Place) => {
    const called = isNameOf.test(name) ? parent : name === 'id' ? `${parent}id` : name;
    return (
      depth <= 4 &&
      !isListed &&
      !tellers.has(parent) &&
      (partNames.has(called) ||
        (placeNames.has(called) && !isLook) ||
        (siteNames.has(called) && !isInCode) ||
        (idNames.has(called) && !isOnMachine) ||
        (isRedfish && (called === 'context' || parent === 'originofcondition')) ||
        (addressNames.has(called) && service === undefined))
    );
  };
  const site = service === undefined ? siteOf(places, isUpOrDown) : undefined;
  const page = /^(?:\/[a-z_-]+)+$/i.exec(site?.pathname ?? '')?.[0];
  const isKnown = (text: string) => known.some(each => each?.toLowerCase() === text.toLowerCase());
  const parts = places
    .filter(place => isPart(place) && isOwnName(place))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ value }) => textOf(value)?.trim() ?? '')
    .filter(text => !isKnown(text));
  return [...new Set([...parts, ...(page === undefined ? [] : [page])])].slice(0, 8);
}

/** Names that were not believed for a service before, and what a tag says. */
export function isLaterService({ name, parent, path, depth }: Place): boolean {
  const isTag =
    parent === '' && depth === 3 && nameOf(path.slice(path.lastIndexOf('/') + 1)) === name;
  return isTag || laterServices.has(name);
}

const laterServices = wordsIn(
  `database databasename dbname fqdn domain domainname topic namespace tenant tenantname`,
);

const isNameOf = /^(?:name|displayname|label)$/;
const ofLook =
  /^(?:response(?:time|code)|statuscode|http(?:status|code|statuscode)|probe\w*|checkid|monitorid|testid|locations?|latency)$/;
const partNames = wordsIn(`interface interfacename ifname ifdescr port portname portnum portnumber
  portid slot bay disk diskname drive drivename volume volumename mount mountpoint filesystem partition tunnel tunnelname
  peer neighbor neighbour vlan sensor sensorname module modulename component queue queuename topic topicname consumergroup
  database databasename dbname bucket bucketname pod podname namespace cluster clustername tenant tenantname domain
  domainname stage stagename stream streamname variable variablename processname workload workloadname flag flagkey managedobject alarmedobject
  path group budget budgetname table tablename container containername deployment statefulset daemonset cronjob
  ingress loadbalancer targetgroup function functionname subnet vpc circuit ssid camera outlet pool dataset certificate
  commonname listener lun env environment environmentname`);
/** Of shops, plants and houses, whose numbers are names; errors in code have lines as well. */
const siteNames = wordsIn(
  `site room rack floor building hall aisle store branch plant line lane till gate door pump shard broker`,
);
const placeNames =
  wordsIn(`region awsregion zone availabilityzone datacenter datacentre account accountid accountname
  awsaccountid projectid`);
const idNames = wordsIn(
  `entityid deviceid sensorid nodeid hostid machineid serverid instanceid vmid assetid endpointid deveui monitorid
  accountid`,
);
const addressNames = wordsIn(
  `serial serialnumber deviceserial mac macaddress devicemac imei ip ipaddress hostip deviceip`,
);

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** A name, and neither how it is (`port: down`) nor what was measured (`disk: 97`, `queue: 12`). */
function isOwnName({ name, value }: Place): boolean {
  const text = textOf(value)?.trim() ?? '';
  const isNumber = /^-?\d+(?:[.,]\d+)?(?:\s?(?:%|[kmgt]?i?b|ms|s|°?c))?$/i.test(text);
  return (
    text !== '' &&
    text.length <= 100 &&
    !isPlaceholder(text) &&
    !isWebAddress(text) &&
    !ofState.test(text) &&
    (!isNumber ||
      ((/(?:id|num|number|port|slot|bay|vlan|serial|imei|account)$/.test(name) ||
        siteNames.has(name)) &&
        /^\d+$/.test(text))) &&
    // Of a request for one of many.
    !(name === 'path' && (!text.startsWith('/') || /\d{3}|[?=]/.test(text)))
  );
}

const ofState =
  /^(?:true|false|yes|no|on|off|up|down|ok|okay|good|bad|full|empty|high|low|normal|warning|critical|error|failed|(?:un)?healthy|degraded|(?:off|on)line|opened?|closed?|active|inactive|operational|running|stopped|(?:un)?known|(?:un)?available|(?:dis)?connected|(?:un)?reachable)$/i;

/** What runs well where it is tried says nothing of where it is sold. */
function environmentIn(places: readonly Place[]): string | undefined {
  const found = places.find(
    ({ name, parent, value }) =>
      (/^(env|environment|environmentname)$/.test(name) ||
        (parent === 'environment' && name === 'name')) &&
      isShort(value),
  );
  return textOf(found?.value);
}

const resourceNames = new Set(['resource', 'resourcename', 'resourcedisplayname', 'resourceid']);
const machineNames = new Set(
  'host hostname devicename devname devicehostname node nodename server servername instance instancename'.split(
    ' ',
  ),
);

/** Who was there, and not what is wrong. */
export function isOfSetting({ parent }: Place): boolean {
  return isSetting(parent);
}

/** A kind of thing, or what only machines call it by, is not its name. */
export function isName(value: unknown): boolean {
  return (
    isShort(value) &&
    !isKind(value) &&
    // An expression such as `host = "db-1"`, and where a repository is fetched from.
    !/[=<>]|^git@|\.git$/.test(String(value)) &&
    !isEnvironment(value) &&
    !isPath(value) &&
    !ofState.test(String(value).trim()) &&
    !/^(\d+|[0-9a-f]*\d[0-9a-f]{15,}|[0-9a-f]{8}-[0-9a-f-]{27,})$/i.test(String(value).trim())
  );
}

/** `//compute.example.com/projects/p/firewalls/7`: what machines call it by. */
export function isPath(value: unknown): boolean {
  return /^\/{0,2}[\w.:@-]+(?:\/[\w.:@-]+){3,}$/.test(String(value).trim());
}

function isEnvironment(value: unknown): boolean {
  return /^(prod|production|staging|preview|development)$/i.test(String(value).trim());
}

export function isKind(value: unknown): boolean {
  const text = String(value).trim();
  // `check_http` is the name of a check.
  return kinds.test(text) && !/^check_/.test(text);
}

/** `https`, `AlertIncident`, `Event Array`. */
const kinds =
  /^(?:(?:uptime|https?|ping|tcp|udp|icmp|dns|ssl|certificate|keyword|port|heartbeat|cron|alert|alarm|event|incident|issue|problem|monitor|check|notification|webhook|array|list)s?[\s_.-]*){1,3}$/i;

export function isShort(value: unknown): boolean {
  const text = typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= 500 && !isPlaceholder(text) && !isWebAddress(text);
}

/** Whether it has a title of its own beside its lists: then they are what it tells of it. */
export function isTitled(body: Record<string, unknown>): boolean {
  const isName = (key: string) =>
    ['title', 'summary', 'subject', 'name', 'alertname'].includes(key.toLowerCase());
  return Object.entries(body).some(
    ([key, value]) =>
      (isName(key) && !isKind(value)) ||
      (trouble.has(key.toLowerCase()) && isMap(value) && Object.keys(value).some(isName)) ||
      (trouble.has(key.toLowerCase()) && textOf(value) !== undefined),
  );
}
