import { useTitle } from '#console/shell/title.ts';

export default function SetUp() {
  useTitle('Set-up');
  return (
    <div class="view">
      <h1>Set-up</h1>
    </div>
  );
}
