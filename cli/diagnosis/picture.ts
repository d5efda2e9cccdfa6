import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { CliFailure } from '#cli/failure.ts';

/** `--plot`, the same on every command that draws. What the file is follows from its name. */
export function withPlot(command: Command, what: string): Command {
  return command.option('--plot <file>', `${what} as a picture (.svg or .png)`, name => {
    if (!/.\.(svg|png)$/i.test(name)) {
      throw new InvalidArgumentError('Its name ends in .svg or in .png.');
    }
    return name;
  });
}

/** What to write under this name. */
export async function pictureFor(name: string, svg: string): Promise<string | Uint8Array> {
  return name.toLowerCase().endsWith('.png') ? png(svg) : svg;
}

/** Of a screen that shows two pixels where others show one. */
const scale = 2;
const family = 'Open Sans';
const faces = ['400Regular/OpenSans_400Regular.ttf', '700Bold/OpenSans_700Bold.ttf'];

/**
 * The same picture as pixels. The library is large, so it is loaded only for this. Letters are of a font that comes
 * along, since servers often have none; of signs that it has not, those of the machine are taken.
 */
async function png(svg: string): Promise<Uint8Array> {
  const { GlobalFonts, createCanvas, loadImage } = await canvas();
  if (!GlobalFonts.has(family)) {
    for (const face of faces) {
      const file = import.meta.resolve(`@expo-google-fonts/open-sans/${face}`);
      GlobalFonts.registerFromPath(fileURLToPath(file));
    }
  }
  const [, width = 720, height = 260] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? [];
  const size = `width="${width * scale}" height="${height * scale}"`;
  const sized = svg
    .replace('<svg ', `<svg ${size} `)
    .replace('font-family="sans-serif"', `font-family="${family}"`);
  const picture = createCanvas(width * scale, height * scale);
  picture.getContext('2d').drawImage(await loadImage(Buffer.from(sized)), 0, 0);
  return picture.encode('png');
}

async function canvas() {
  try {
    return await import('@napi-rs/canvas');
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new CliFailure('refused', `This machine cannot draw a PNG: ${why}`, {
      next: 'Give the file a name that ends in .svg.',
    });
  }
}
