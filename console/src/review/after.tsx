import { useTitle } from '#console/shell/title.ts';

export default function After() {
  useTitle('After');
  return (
    <div class="view">
      <h1>After</h1>
    </div>
  );
}
