import type { Attributes } from '#local/template/intrinsics.ts';

/** What the readers of single resource types are given. */
export interface ReadContext {
  of(type: string): { id: string; properties: Record<string, unknown> }[];
  named(id: string, type: string): Attributes;
  /** The physical name of a resource. */
  name(id: string): string;
  resolve(value: unknown, where: string): unknown;
  text(value: unknown, where: string): string;
  /** The directory of a bundled asset by the key that the template uses for it. */
  asset(s3Key: string): string;
}
