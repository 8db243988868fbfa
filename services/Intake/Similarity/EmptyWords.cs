using System.Collections.Frozen;

namespace Proposals.Intake;

/// <summary>
/// Words that tell nothing of what a proposal is about: the frame of every 案由 (关于…的提案), the trade's verbs (加强,
/// 完善) and phrases (经调研, 群众反映), and words that only join others.
/// </summary>
internal static class EmptyWords
{
    /// <summary>Words at which a shared phrase neither begins nor ends.</summary>
    public static readonly FrozenSet<string> All = Of(
        """
        关于 工作 提案 建议 提议 议案 意见 案由 事由 事宜 情况 现状 分析 原因 背景 依据 理由 对策 措施 办法 举措 做法
        思路 如下 一是 二是 三是 四是 五是 六是 首先 其次 再次 最后 第一 第二 第三 第四 第五 一方面 另一方面 同时
        此外 另外 目前 当前 近年来 近年 近几年 多年来 长期以来 日前 现在 如今 今年 去年 今后 未来 以来 期间 的 地 得
        了 着 过 是 有 在 和 与 及 以及 或 或者 等 等等 对 对于 把 将 被 让 使 使得 为 为了 以 以便 并 并且 而 而且
        但 但是 不 没 没有 未 无 也 都 还 就 又 再 更 最 很 较 较为 比较 十分 非常 特别 尤其 极 太 仍 仍然 依然 已
        已经 正 正在 曾 从 自 自从 向 往 到 至 由 由于 因 因为 因此 所以 从而 进而 于 于是 按 按照 根据 依照 通过 经
        经过 随着 围绕 针对 结合 利用 采取 采用 如 例如 比如 包括 其中 其 其他 他 他们 她 它 它们 我 我们 你 您 这
        这些 这种 那 那些 此 该 本 各 各类 各种 各级 各地 每 某 某些 之 之间 所 者 中 里 内 外 上 下 前 后 间 时 来
        去 起 出 一 一个 一些 一定 一种 两 二 三 四 五 六 七 八 九 十 百 千 万 亿 个 件 项 条 名 位 次 年 月 日 多
        多个 少 少数 大 大量 小 高 低 新 老 好 可 可以 能 能够 应 应当 应该 要 需 需要 必须 须 会 想 请 请求 希望 仅
        只 只有 不仅 不但 不能 不足 不够 不少 不断 许多 很多 部分 个别 有的 有些 有关 相关 以上 以下 以外 左右 上述
        我市 我县 我区 我省 我国 我州 全市 全县 全区 全省 全国 本市 本县 本区 本省 市 县 区 省 州 市委 县委 政府 完善
        加强 推进 加快 进一步 健全 强化 提升 提高 促进 推动 优化 加大 深化 开展 做好 做实 做强 落实 建立 规范 改善
        改进 解决 破解 切实 积极 大力 全面 着力 实施 支持 鼓励 引导 扩大 构建 打造 尽快 持续 有效 充分 努力 进行 实现
        重视 关注 发挥 增强 拓展 抓好 抓紧 严格 坚持 确保 保证 增加 减少 明确 制定 制订 出台 组织 统筹 协调 配合 探索
        创新 营造 丰富 深入 广泛 逐步 及时 合理 科学 严重 突出 明显 存在 出现 面临 导致 造成 影响 成为 作为 具有 得到
        受到 带来 形成 缺乏 缺少 滞后 薄弱 亟待 亟需 急需 调研 走访 调查 座谈 了解 发现 反映 群众 示例 普遍 集中 较大
        较高 较多 较少 较强 较差 较好 在于 来自 方便 满足 助力 赋能 推广
        """
    );

    /// <summary>Words that tell nothing either, but belong to the phrase in which they stand.</summary>
    public static readonly FrozenSet<string> Links = Of(
        """
        问题 管理 建设 发展 服务 机制 体系 体制 制度 水平 能力 质量 力度 方面 方式 模式 作用 政策 部门 单位 责任 难
        难题 难点 困难 高质量 可持续 现代化 一体化 规范化 常态化 精细化 设施 投入 保障 治理 监管 监督 整治 改革 使用
        运行 运营 环境 资源 项目
        """
    );

    private static FrozenSet<string> Of(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
