import type { DirectoryDocument } from '#core/setup/document.ts';
import type {
  FollowWay,
  Language,
  Publishing,
  Visibility,
} from '#core/setup/document-status-page.ts';
import { type Severity, severities } from '#core/severity.ts';

/** The status page, with every default filled in. */
export interface StatusPage {
  /** Whose it is. */
  name: string;
  /** Where customers find it, as `organisation.statusPage` says. */
  url?: string;
  timeZone: string;
  visibility: Visibility;
  language: Language;
  logo?: string;
  colour?: string;
  publish: Record<Severity, Publishing>;
  updateEverySeconds: number;
  /** How customers may have themselves told. */
  follow: FollowWay[];
  /** In the order in which they are shown. */
  components: PageComponent[];
}

export interface PageComponent {
  id: string;
  name: string;
  description?: string;
  group?: string;
  /** Whose incidents concern it. */
  services: string[];
}

const updateEverySeconds = 30 * 60;

/** `undefined`: nobody asked for one, and nothing is published. */
export function statusPageOf({
  statusPage,
  organisation,
  services,
}: Pick<DirectoryDocument, 'statusPage' | 'organisation' | 'services'>): StatusPage | undefined {
  if (statusPage === undefined) return undefined;
  const { publish = 'approved', components, updateEvery, name, language, ...looks } = statusPage;
  const { visibility = 'public' } = looks;
  const { follow = visibility === 'public' ? ['email', 'webhook'] : [] } = looks;
  const modeOf = (severity: Severity) =>
    typeof publish === 'string' ? publish : (publish[severity] ?? 'approved');
  return {
    ...looks,
    ...{ visibility, follow },
    name: name ?? organisation.name,
    ...(organisation.statusPage !== undefined && { url: organisation.statusPage }),
    timeZone: organisation.timeZone,
    language: language ?? 'en',
    publish: Object.fromEntries(
      severities.map(severity => [severity, modeOf(severity)]),
    ) as StatusPage['publish'],
    updateEverySeconds: updateEvery ?? updateEverySeconds,
    components:
      components === undefined
        ? Object.entries(services).map(([id, service]) => ({
            id,
            name: service.name,
            services: [id],
          }))
        : Object.entries(components).map(([id, component]) => ({
            id,
            ...component,
            services: component.services ?? [],
          })),
  };
}
