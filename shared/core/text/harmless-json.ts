/** The same JSON, without the characters by which somebody's words could steer a terminal or turn around what is read. */
export function harmless(json: string): string {
  const unit = (each: string) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/[\u007f-\u009f]|\p{Cf}/gu, found => found.split('').map(unit).join(''));
}
