import { Link, Navigate } from 'react-router';
import { usePublicCommittees } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';

export default function Committees() {
  const committees = usePublicCommittees();
  if (committees.data?.length === 1) return <Navigate to={`/public/${committees.data[0]!.code}`} replace />;
  return (
    <Page title="公开提案" lead="选择政协委员会">
      <Loaded of={committees} empty={<Empty title="还没有公开提案" />}>
        {(rows) => (
          <ul className="card list">
            {rows.map((c) => (
              <li key={c.name}>
                <Link className="row-link" to={`/public/${c.code}`}>
                  {c.title}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}
