/** What the operator tells of the site (Gateway:Organiser …); what is not set is empty. */
export interface Site {
  organiser: string;
  telephone: string;
  icpNumber: string;
  policeNumber: string;
}

const none: Site = { organiser: '', telephone: '', icpNumber: '', policeNumber: '' };

/** The gateway writes it into index.html; a page of the development server has a placeholder instead. */
export function siteOf(content: string | undefined): Site {
  try {
    return { ...none, ...(JSON.parse(content ?? '{}') as Partial<Site>) };
  } catch {
    return none;
  }
}

export const footer = siteOf(document.querySelector<HTMLMetaElement>('meta[name="portal-footer"]')?.content);
