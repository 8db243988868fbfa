/** Rows of the largest page: Page.Maximum in services/BuildingBlocks. */
export const mostRows = 200;
