import { Link } from 'react-router';
import { footer } from '@/site';

/** The foot of every page: who runs the site, how to reach them, its registration, and help. */
export function Footer() {
  const police = footer.policeNumber.replace(/\D/g, '');
  return (
    <footer className="foot no-print">
      {footer.organiser && <span>主办单位：{footer.organiser}</span>}
      {footer.telephone && <span>联系电话：{footer.telephone}</span>}
      {footer.icpNumber && (
        <a href="https://beian.miit.gov.cn/" target="_blank" rel="noreferrer">
          {footer.icpNumber}
        </a>
      )}
      {footer.policeNumber && (
        <a href={`https://beian.mps.gov.cn/#/query/webSearch?code=${police}`} target="_blank" rel="noreferrer">
          {footer.policeNumber}
        </a>
      )}
      <Link to="/help">使用帮助</Link>
    </footer>
  );
}
