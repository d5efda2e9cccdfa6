import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One shape of a service model, as far as a message can be wrong about it. */
export interface Shape {
  type: string;
  members?: Record<string, Member>;
  required?: string[];
  enum?: string[];
  min?: number;
  max?: number;
  member?: Member;
  key?: Member;
  value?: Member;
  flattened?: boolean;
  payload?: string;
  error?: { code?: string };
  document?: boolean;
}

export interface Member {
  shape: string;
  locationName?: string;
  location?: string;
  flattened?: boolean;
}

export interface Operation {
  name: string;
  http: { method: string; requestUri: string };
  input?: { shape: string };
  output?: { shape: string; resultWrapper?: string };
  errors?: { shape: string }[];
}

export interface Model {
  metadata: { protocol: string };
  operations: Record<string, Operation>;
  shapes: Record<string, Shape>;
}

/** IAM's prefix and the name of the model where they differ. */
const folders: Record<string, string> = { ses: 'sesv2', 'sms-voice': 'pinpoint-sms-voice-v2' };

/** Where the models of AWS's own SDK for Python lie; `undefined` where it is not installed. */
export function modelsFolder(): string | undefined {
  try {
    const script = 'import botocore, os; print(os.path.dirname(botocore.__file__))';
    const folder = join(
      execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim(),
      'data',
    );
    return existsSync(folder) ? folder : undefined;
  } catch {
    // No Python, or none with it.
    return undefined;
  }
}

export function readModel(folder: string, service: string): Model {
  const versions = join(folder, folders[service] ?? service);
  const newest = readdirSync(versions).toSorted().at(-1) ?? '';
  const file = join(versions, newest, 'service-2.json');
  const text = existsSync(file)
    ? readFileSync(file, 'utf8')
    : gunzipSync(readFileSync(`${file}.gz`)).toString();
  return JSON.parse(text) as Model;
}
