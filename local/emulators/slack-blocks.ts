/*
 * What Slack takes in a message and in a form, as far as we and our readers use it: its limits, and nothing that it does not
 * know. Source: docs.slack.dev/reference/block-kit/blocks, docs.slack.dev/reference/views.
 */

type Given = Record<string, unknown>;

/** In Slack's words; `undefined`: they are sound. */
export function blocksFault(blocks: unknown, most = 50): string | undefined {
  if (!Array.isArray(blocks)) return 'must be an array';
  if (blocks.length > most) return `no more than ${most} items allowed`;
  const ids = blocks.flatMap(({ block_id: id }: Given) => (id === undefined ? [] : [id]));
  if (new Set(ids).size < ids.length) return 'block_id must be unique';
  return firstOf(blocks, blockFault);
}

export function viewFault(view: unknown): string | undefined {
  const { type, title, submit, close, blocks, callback_id, private_metadata } = (view ??
    {}) as Given;
  if (type !== 'modal') return 'invalid type';
  return (
    textFault(title, 24, 'plain_text') ??
    (submit === undefined ? undefined : textFault(submit, 24, 'plain_text')) ??
    (close === undefined ? undefined : textFault(close, 24, 'plain_text')) ??
    (String(callback_id ?? '').length > 255 ? 'callback_id is too long' : undefined) ??
    (String(private_metadata ?? '').length > 3000 ? 'private_metadata is too long' : undefined) ??
    blocksFault(blocks, 100)
  );
}

function blockFault(block: Given): string | undefined {
  if (String(block.block_id ?? '').length > 255) return 'block_id is too long';
  switch (block.type) {
    case 'header':
      return known(block, 'text') ?? textFault(block.text, 150, 'plain_text');
    case 'section': {
      const fields = block.fields as unknown[] | undefined;
      if (block.text === undefined && fields === undefined) return 'missing text or fields';
      if (fields !== undefined && (fields.length < 1 || fields.length > 10)) return 'fields';
      return (
        known(block, 'text', 'fields', 'accessory', 'expand') ??
        (block.text === undefined ? undefined : textFault(block.text, 3000)) ??
        firstOf(fields ?? [], field => textFault(field, 2000))
      );
    }
    case 'actions': {
      const elements = (block.elements ?? []) as Given[];
      if (elements.length < 1 || elements.length > 25) return 'elements';
      const ids = elements.map(({ action_id }) => action_id);
      if (new Set(ids).size < ids.length) return 'action_id must be unique';
      return known(block, 'elements') ?? firstOf(elements, elementFault);
    }
    case 'context': {
      const elements = (block.elements ?? []) as unknown[];
      if (elements.length < 1 || elements.length > 10) return 'elements';
      return known(block, 'elements') ?? firstOf(elements, each => textFault(each, 2000));
    }
    case 'input':
      return (
        known(block, 'label', 'element', 'optional', 'hint', 'dispatch_action') ??
        textFault(block.label, 2000, 'plain_text') ??
        elementFault(block.element as Given)
      );
    case 'divider':
      return known(block);
    default:
      return `unsupported type: ${String(block.type)}`;
  }
}

function elementFault(element: Given | undefined): string | undefined {
  const { type, action_id, text, value, style, options, initial_value, max_length } = element ?? {};
  if (String(action_id ?? '').length > 255) return 'action_id is too long';
  switch (type) {
    case 'button':
      if (String(value ?? '').length > 2000) return 'value is too long';
      if (style !== undefined && style !== 'primary' && style !== 'danger') return 'invalid style';
      return textFault(text, 75, 'plain_text');
    case 'plain_text_input':
      if (String(initial_value ?? '').length > Number(max_length ?? 3000)) {
        return 'initial_value is longer than max_length';
      }
      return Number(max_length ?? 3000) > 3000 ? 'max_length' : undefined;
    case 'static_select': {
      const listed = (options ?? []) as Given[];
      if (listed.length < 1 || listed.length > 100) return 'options';
      return firstOf(listed, option => textFault(option.text, 75));
    }
    default:
      return `unsupported element: ${String(type)}`;
  }
}

function textFault(given: unknown, most: number, only?: 'plain_text'): string | undefined {
  const { type, text, emoji, verbatim } = (given ?? {}) as Given;
  if (type !== 'plain_text' && type !== 'mrkdwn') return 'invalid text type';
  if (only !== undefined && type !== only) return `must be ${only}`;
  if (emoji !== undefined && type !== 'plain_text') return 'emoji is for plain_text';
  if (verbatim !== undefined && type !== 'mrkdwn') return 'verbatim is for mrkdwn';
  if (typeof text !== 'string' || text.length < 1) return 'must be more than 0 characters';
  return text.length > most ? `must be less than ${most + 1} characters` : undefined;
}

function known(block: Given, ...fields: string[]): string | undefined {
  const stray = Object.keys(block).find(
    name => !['type', 'block_id', ...fields].includes(name) && block[name] !== undefined,
  );
  return stray === undefined ? undefined : `invalid additional property: ${stray}`;
}

function firstOf<Each>(
  all: readonly Each[],
  fault: (each: Each) => string | undefined,
): string | undefined {
  for (const each of all) {
    const found = fault(each);
    if (found !== undefined) return found;
  }
  return undefined;
}
