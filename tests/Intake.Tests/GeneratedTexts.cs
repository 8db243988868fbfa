using System.Globalization;
using Proposals.Intake.V1;

namespace Proposals.Intake.Tests;

/// <summary>
/// Proposals made up from words of a topic, in the sentences that proposals have in common, and near-duplicates of
/// them. The same seed gives the same texts.
/// </summary>
internal sealed class GeneratedTexts(int seed)
{
    private static readonly string[][] Topics =
    [
        .. """
            老旧 小区 停车 电梯 加装 物业 楼道 业主 维修 车位 充电桩 消防 通道 绿化
            夜间 公交 线路 末班车 站点 候车 地铁 接驳 乘客 班次 司机 票价 换乘 专用道
            湿地 保护区 候鸟 栖息 水质 芦苇 生态 巡护 湖泊 退养还湖 红线 植被 水鸟 补水
            乡村 医生 卫生室 村民 慢性病 药品 基层 诊疗 签约 体检 急救 病床 护士 转诊
            中小学 体育 课后 教师 操场 近视 作业 校车 家长 托管 心理 课程 招生 课间
            养老 护理 社区 食堂 失能 老人 助浴 长护险 日间 照料 适老化 志愿者 陪诊 助餐
            垃圾 分类 投放 清运 厨余 回收 桶点 焚烧 填埋 督导员 有害 转运 压缩 渗滤液
            非遗 传承人 工匠 戏曲 展演 博物馆 古建筑 修缮 游客 研学 民宿 街区 手艺 庙会
            种业 粮食 农田 灌溉 农机 合作社 冷链 果蔬 品牌 电商 土壤 化肥 秸秆 育种
            审批 小微企业 贷款 担保 税收 园区 招商 专利 人才 落户 租房 创业 孵化 融资
            数据 算力 接口 隐私 开放 热线 摄像头 传感器 芯片 算法 机房 光纤 脱敏 共享
            残疾人 无障碍 盲道 坡道 手语 康复 辅具 轮椅 特殊教育 导盲犬 听障 视障 扶手 字幕
            """.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    private static readonly string[] Verbs = ["加强", "完善", "推进", "加快", "进一步规范", "大力支持", "优化"];
    private static readonly string[] Frames = ["关于{0}的提案", "关于{0}的建议", "{0}的提案", "关于{0}工作的建议"];

    private static readonly string[] Sentences =
    [
        "经走访调研，{0}{1}的{2}情况较为突出，群众反映集中。",
        "近年来，我市{0}不断发展，但{1}、{2}方面仍有不足。",
        "一是{0}与{1}衔接不够，{2}缺乏统筹。",
        "分析其原因，主要在于{0}投入不足，{1}{2}管理机制不健全。",
        "建议有关部门制定{0}{1}办法，明确{2}责任单位。",
        "要加大对{0}的支持力度，鼓励{1}参与{2}。",
        "同时，部分{0}存在{1}问题，{2}水平有待提高。",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Number of topics. Proposals of two topics have nothing in common but their sentences.</summary>
    public static int Count => Topics.Length;

    /// <summary>A proposal of a topic.</summary>
    public Written Write(int topic) =>
        new(
            Verbs[_random.Next(Verbs.Length)],
            Frames[_random.Next(Frames.Length)],
            Words(topic, _random.Next(4, 7)),
            [.. Enumerable.Range(0, 14).Select(_ => (_random.Next(Sentences.Length), Words(topic, 3)))]
        );

    /// <summary>The same proposal written again: one word of ten is another one, and the frame too.</summary>
    public Written WriteAgain(Written proposal) =>
        new(
            Verbs[_random.Next(Verbs.Length)],
            Frames[_random.Next(Frames.Length)],
            Again(proposal.Subject),
            [.. proposal.Body.Select(s => (s.Sentence, Again(s.Words)))]
        );

    private string[] Again(string[] words) =>
        [
            .. words.Select(w =>
                _random.Next(10) > 0 ? w : Topics[_random.Next(Topics.Length)][_random.Next(Topics[0].Length)]
            ),
        ];

    private string[] Words(int topic, int count)
    {
        var words = (string[])Topics[topic].Clone();
        _random.Shuffle(words);
        return words[..count];
    }

    /// <summary>A proposal in words.</summary>
    internal sealed record Written(string Verb, string Frame, string[] Subject, (int Sentence, string[] Words)[] Body)
    {
        /// <summary>案由.</summary>
        public string Title => string.Format(CultureInfo.InvariantCulture, Frame, Verb + string.Concat(Subject));

        private static string Of(int sentence, string[] words) =>
            string.Format(CultureInfo.InvariantCulture, Sentences[sentence], words[0], words[1], words[2]);

        /// <summary>The whole text.</summary>
        public ProposalText ToText()
        {
            var sentences = Body.Select(s => Written.Of(s.Sentence, s.Words)).ToList();
            return new ProposalText
            {
                Subject = Title,
                Situation = string.Concat(sentences[..5]),
                Analysis = string.Concat(sentences[5..9]),
                Suggestions = { sentences[9..] },
            };
        }
    }
}
