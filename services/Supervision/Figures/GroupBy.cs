namespace Proposals.Supervision;

/// <summary>The groups that a figure is computed for, besides the whole session.</summary>
internal enum GroupBy
{
    /// <summary>The whole session only.</summary>
    Nothing,

    /// <summary>Each category.</summary>
    Category,

    /// <summary>Each handling unit.</summary>
    Unit,

    /// <summary>Each outcome of examination.</summary>
    Examination,

    /// <summary>Each mode of supervision.</summary>
    SupervisionMode,
}
