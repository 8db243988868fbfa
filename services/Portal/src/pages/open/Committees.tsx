import { Link, Navigate } from 'react-router';
import { useAsk } from '@/api/ask';
import { Directory } from '@/api/clients';
import { mostRows } from '@/api/page';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';

export default function Committees() {
  const committees = useAsk(Directory.listPublicCommittees, { pageSize: mostRows }, { staleTime: Infinity });
  if (committees.data?.committees.length === 1)
    return <Navigate to={`/public/${committees.data.committees[0]!.code}`} replace />;
  return (
    <Page title="公开提案" lead="选择政协委员会">
      <Loaded of={{ ...committees, data: committees.data?.committees }} empty={<Empty title="还没有公开提案" />}>
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
