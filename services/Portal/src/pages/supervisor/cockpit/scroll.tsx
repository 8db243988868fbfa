/** Contents that may be longer than their place: they scroll, also by keyboard. */
export const Scroll = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="scroll" role="region" aria-label={`${label}表`} tabIndex={0}>
    {children}
  </div>
);
