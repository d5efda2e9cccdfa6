import { outsideGet } from '#adapters/outside/outside-call.ts';
import type { Probe } from '#ports/diagnosis.ts';

/** Asks a health address once, as a load balancer would: 2xx and 3xx are well. */
export function probe(get = outsideGet(), clock: () => number = () => performance.now()): Probe {
  return async address => {
    const began = clock();
    const took = () => Math.round(clock() - began);
    try {
      const answer = await get(new URL(address));
      if ('refused' in answer) return { ok: false, text: answer.refused, milliseconds: took() };
      const { status } = answer;
      const ok = status >= 200 && status < 400;
      return { ok, text: `answered ${status}`, milliseconds: took() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, text: `no answer: ${why}`, milliseconds: took() };
    }
  };
}
