namespace Proposals.BuildingBlocks;

/// <summary>Resource names: committees/{committee}/{collection}/{id}.</summary>
public static class ResourceName
{
    /// <summary>The name of a resource.</summary>
    public static string Of(string committee, string collection, string id) =>
        id.Length == 0 ? "" : $"committees/{committee}/{collection}/{id}";

    /// <summary>
    /// The committee with which a name begins: committees/{committee}, alone or as a prefix. Its existence is not
    /// checked.
    /// </summary>
    public static Decision<string> Committee(string name, string field = "name")
    {
        if (name.Length == 0)
            return CommonRefusals.FieldRequired.On(field);
        var parts = name.Split('/');
        return parts.Length < 2 || parts[0] != "committees" || parts[1].Length is 0 or > 64 || name.Contains('\0')
            ? CommonRefusals.FieldInvalid.On(field, "名称须为 committees/… 的样式。")
            : parts[1];
    }

    /// <summary>
    /// The id in a name. A name of another committee is refused as NOT_FOUND, byte for byte like an id that does not
    /// exist, so the caller learns nothing.
    /// </summary>
    public static Decision<string> Id(string name, string committee, string collection, string field = "name")
    {
        if (name.Length == 0)
            return CommonRefusals.FieldRequired.On(field);
        var parts = name.Split('/');
        if (
            parts.Length != 4
            || parts[0] != "committees"
            || parts[2] != collection
            || parts[3].Length is 0 or > 64
            || name.Contains('\0')
        )
        {
            return CommonRefusals.FieldInvalid.On(field, $"名称须为 committees/…/{collection}/… 的样式。");
        }

        return parts[1] == committee ? parts[3] : CommonRefusals.NotFound;
    }

    /// <summary>The id in an optional name: "" for "".</summary>
    public static Decision<string> IdOrEmpty(string name, string committee, string collection, string field) =>
        name.Length == 0 ? "" : Id(name, committee, collection, field);
}
