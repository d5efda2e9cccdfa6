import type { Notice } from '#core/communication/notice.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** A browser that takes no more pages, told to its owner: clearing its data or taking back a permission says nothing of that. */
export function lostDeviceNotice(about: { name: string; device: string; left: number }): Notice {
  const device = oneLine(about.device);
  const left =
    about.left === 0
      ? 'No device is left: pages go your next way at once, where your rules have one.'
      : `Devices left: ${about.left}, to which your pages by push go.`;
  return {
    subject: 'Tocsin: a device no longer takes your pages',
    body: [
      `${oneLine(about.name)},`,
      '',
      `a page by push could not be handed to "${device}": its push service no longer knows it. It`,
      'was taken out.',
      left,
      '',
      'It happens when the data of a browser is cleared, when it is removed, or when it may show no',
      'notifications any more. To have pages there again: the console, "Me", "Push on this device".',
    ].join('\n'),
  };
}
