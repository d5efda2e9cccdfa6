import type { Call } from '#app/api/operation.ts';
import type { OperationId, QueryOf, RequestOf } from '#contract/api.ts';
import type { Via } from '#core/people.ts';

/** A checked request of one person, as the API hands it to an operation. */
export function callOf<Id extends OperationId>(
  given: {
    params?: Record<string, string>;
    query?: QueryOf<Id>;
    body?: RequestOf<Id>;
    by?: string;
    token?: string;
    via?: Via;
    scopes?: ('read' | 'respond' | 'admin')[];
    idempotencyKey?: string;
    publicUrl?: string;
  } = {},
): Call<Id> {
  const { by = 'ana', scopes = ['respond'], idempotencyKey } = given;
  return {
    params: given.params ?? {},
    query: given.query as QueryOf<Id>,
    body: given.body as RequestOf<Id>,
    asked: {
      caller: {
        scopes,
        actor: { kind: 'person', id: by, name: by[0]?.toUpperCase() + by.slice(1) },
        mayNameAnother: given.token !== undefined,
        token: { name: given.token ?? by, digest: given.token ?? by },
      },
      via: given.via ?? 'api',
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    },
    publicUrl: given.publicUrl ?? 'https://tocsin.example.com',
  };
}
