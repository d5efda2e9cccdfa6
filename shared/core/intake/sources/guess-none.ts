import { at, has, textAt } from '#core/intake/given.ts';

/*
 * What is no alert whatever else it says: somebody pointed everything that a tool tells at the door. Only by what nobody
 * writes who has trouble to tell of.
 */

export function noAlertIn(body: unknown): string | undefined {
  const order = ['message_type', 'event_type', 'event_action', 'action', 'event'].find(name =>
    /^(?:alert[ ._-]?)?(?:ack|acked|acknowledged?|acknowledgement)$/i.test(
      textAt(body, name) ?? '',
    ),
  );
  // Grafana's IRM.
  if (
    has(body, 'alert_group') &&
    /^(?:acknowledge|silence)$/.test(textAt(body, 'event.type') ?? '')
  )
    return 'tells that somebody has it in hand, which is no alert';
  // What iLert calls ACCEPT is something else to a firewall.
  const isAccepted = has(body, 'alertKey') && textAt(body, 'eventType') === 'ACCEPT';
  if (order !== undefined || isAccepted)
    return 'tells that somebody has it in hand, which is no alert';
  if (isImage(body)) return 'tells of an image in a registry, which is no alert';
  if (has(body, 'push.changes', 'repository')) return 'tells of a push, which is no alert';
  const stored = textAt(body, 'eventSource') === 'aws:s3' ? (textAt(body, 'eventName') ?? '') : '';
  if (/^(?:s3:)?Object(?:Created|Removed|Tagging|Acl|Restore)/.test(stored))
    return 'tells of a file in a bucket, which is no alert';
  if (has(body, 'instanceName') && ofLibrary.test(textAt(body, 'eventType') ?? ''))
    return 'tells what a library holds, which is no alert';
  if (isRecord(body)) return 'tells that somebody changed a record, which is no alert';
  if (has(body, 'titleVerb') && has(body, 'accesses'))
    return 'tells what somebody did to a feature flag, which is no alert';
  // Snyk tells of each look, most of which find nothing.
  const found = at(body, 'newIssues');
  if (Array.isArray(found) && found.length === 0 && has(body, 'removedIssues'))
    return 'tells of a look that found nothing new, which is no alert';
  const isStream = has(body, 'topic') && /^(open|keepalive)$/.test(textAt(body, 'event') ?? '');
  return isStream ? 'tells that a stream is open, which is no alert' : undefined;
}

/** Sonarr, Radarr and their kin, whose health is told under other names. */
const ofLibrary =
  /^(?:Grab|Download|Rename|Retag|TrackRetag|ApplicationUpdate|(?:Series|Movie|Artist|Album|Author|Book|EpisodeFile|MovieFile|BookFile|AlbumFile)(?:Add|Added|Delete|Deleted))$/;

/** Docker Hub, Quay, Harbor and Diun. */
function isImage(body: unknown): boolean {
  return (
    (at(body, 'push_data.tag') !== undefined && has(body, 'repository')) ||
    has(body, 'docker_url', 'updated_tags') ||
    has(body, 'diun_version', 'image') ||
    (/^(PUSH|PULL|DELETE)_ARTIFACT$/.test(textAt(body, 'type') ?? '') && has(body, 'event_data'))
  );
}

/** NetBox. */
function isRecord(body: unknown): boolean {
  return (
    /^(created|updated|deleted)$/.test(textAt(body, 'event') ?? '') &&
    has(body, 'model', 'request_id', 'data')
  );
}
