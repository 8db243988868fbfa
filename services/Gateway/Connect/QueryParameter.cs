using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>Reads a parameter of a query.</summary>
internal static class QueryParameter
{
    /// <summary>The parameter; empty when there is none. Refusal: FIELD_INVALID when it stands there twice.</summary>
    public static string Of(HttpRequest request, string name)
    {
        var values = request.Query[name];
        return values.Count <= 1
            ? values.ToString()
            : throw new ConnectException(CommonRefusals.FieldInvalid.On(name, $"查询参数 {name} 只能有一个。"));
    }
}
