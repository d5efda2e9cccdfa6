import { useTitle } from '#console/shell/title.ts';

export default function OnCall() {
  useTitle('On call');
  return (
    <div class="view">
      <h1>On call</h1>
    </div>
  );
}
