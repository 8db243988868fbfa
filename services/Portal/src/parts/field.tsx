import { useId, type ReactNode } from 'react';
import { usePrefs } from '@/prefs';

/** The props of every field. Label, hint, counter and error are tied to the control. */
export interface FieldProps<V> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  /** Always shown under the field. */
  hint?: ReactNode;
  /** The problem of the field, e.g. command.fieldProblem('text.subject'). */
  error?: string;
  required?: boolean;
  disabled?: boolean;
}

/** The error of a required field that is empty. */
export const required = '此项必填。';

/** Ties label, hint and error to the control of a field. */
export function useField({
  label,
  hint,
  error,
  required,
}: {
  label: string;
  hint?: ReactNode;
  error?: string;
  required?: boolean;
}) {
  const id = useId();
  const described = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(' ') || undefined;
  return {
    large: usePrefs().large,
    labelId: `${id}l`,
    control: {
      id,
      'aria-describedby': described,
      'aria-invalid': error ? true : undefined,
      'aria-required': required || undefined,
    },
    name: (
      <>
        {label}
        {required && (
          <span className="must" aria-hidden="true">
            *
          </span>
        )}
      </>
    ),
    notes: (
      <>
        {hint && (
          <div className="hint" id={`${id}h`}>
            {hint}
          </div>
        )}
        {error && (
          <div className="field-error" id={`${id}e`} role="alert">
            {error}
          </div>
        )}
      </>
    ),
  };
}
