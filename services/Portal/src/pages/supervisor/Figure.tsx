import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { FigurePart } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseRows } from '@/parts/case-rows';
import { AsOf, Few, figureTitle, figureValue } from '@/parts/figures';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { useAddress, useSessionChoice } from '@/parts/session-choice';

export default function Figure() {
  const { definition = '' } = useParams();
  const names = useNames();
  const [get, change] = useAddress();
  const { session, none, field } = useSessionChoice();
  const group = get('group');
  const statistics = useAsk(Supervision.getStatistics, { session }, { enabled: !!session, keep: true });
  const figure = statistics.data?.figures.find((f) => f.definition === definition && f.group === group);
  const part = figure?.rate && get('part') === 'denominator' ? FigurePart.DENOMINATOR : FigurePart.NUMERATOR;
  const cases = usePages(
    Supervision.listFigureProposals,
    { session, definition, group, part, pageSize: 50 },
    (p) => p.cases,
    { enabled: !!session && !!figure },
  );
  const total = cases.first?.total;
  const figured = part === FigurePart.DENOMINATOR ? figure?.denominator : figure?.numerator;
  const back = <Link to={`/cockpit${session ? `?session=${idOf(session)}` : ''}`}>返回督办总览</Link>;

  if (none)
    return (
      <Page title="指标明细" actions={back}>
        <Empty title="还没有届次" />
      </Page>
    );
  return (
    <Page
      wide
      title={figure ? figureTitle(figure) : '指标明细'}
      lead={
        statistics.data && (
          <>
            {names.session(statistics.data.session)}，<AsOf of={statistics.data} />
          </>
        )
      }
      actions={back}
    >
      <div className="filters">{field}</div>
      <Loaded of={statistics}>
        {() =>
          !figure ? (
            <Empty title="本届没有这个指标">
              <p>{back}</p>
            </Empty>
          ) : (
            <>
              <Section title="指标">
                <div>
                  <p className="figure-whole">
                    {figure.rate ? (
                      <>
                        <strong>{String(figure.numerator)}</strong>
                        {' ÷ '}
                        <strong>{String(figure.denominator)}</strong>
                        {' ＝ '}
                        <strong>{figureValue(figure)}</strong>
                      </>
                    ) : (
                      <strong>{figureValue(figure)}</strong>
                    )}{' '}
                    <Few of={figure} />
                  </p>
                  <p>范围：{figure.population}</p>
                  <p className="hint">{statistics.data?.filedConvention}</p>
                </div>
              </Section>
              <Section
                title="案件"
                actions={
                  figure.rate && (
                    <div role="group" aria-label="看哪一边" className="actions">
                      <Button
                        aria-pressed={part === FigurePart.NUMERATOR}
                        type={part === FigurePart.NUMERATOR ? 'primary' : 'default'}
                        onClick={() => change({ part: '' })}
                      >
                        分子 {String(figure.numerator)} 件
                      </Button>
                      <Button
                        aria-pressed={part === FigurePart.DENOMINATOR}
                        type={part === FigurePart.DENOMINATOR ? 'primary' : 'default'}
                        onClick={() => change({ part: 'denominator' })}
                      >
                        分母 {String(figure.denominator)} 件
                      </Button>
                    </div>
                  )
                }
              >
                {total !== undefined &&
                  !cases.isPlaceholderData &&
                  (total === figured ? (
                    <p role="status">名单共 {String(total)} 件，与指标一致。</p>
                  ) : (
                    <Note kind="warn" title={`名单共 ${total} 件，指标为 ${figured} 件`}>
                      <p>数字刚有变化，正在重新计算。</p>
                    </Note>
                  ))}
                <Loaded of={cases} empty={<Empty title="没有案件" />}>
                  {(rows) => <CaseRows caption={`${figureTitle(figure)}的案件`} cases={rows} units />}
                </Loaded>
                <More of={cases} />
              </Section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
