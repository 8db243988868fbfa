/** What may be longer than its place scrolls by itself, by keyboard too. */
export const Scroll = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="scroll" role="region" aria-label={`${label}表`} tabIndex={0}>
    {children}
  </div>
);
