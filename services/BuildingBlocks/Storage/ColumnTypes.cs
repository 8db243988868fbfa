using System.Data.Common;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// How a property of a row is stored in a column. Columns have three types only, so that both engines read the same:
/// TEXT, BIGINT (numbers, enums, yes/no, instants in microseconds since 1970 UTC) and BYTEA.
/// </summary>
internal static class ColumnTypes
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>True when one column holds the type.</summary>
    public static bool IsScalar(Type type) =>
        type.IsEnum
        || type == typeof(string)
        || type == typeof(long)
        || type == typeof(int)
        || type == typeof(bool)
        || type == typeof(byte[])
        || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly);

    /// <summary>The parts of a value that several columns hold, in its order.</summary>
    public static IReadOnlyList<PropertyInfo> PartsOf(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && IsScalar(p.PropertyType))
                .OrderBy(p => p.MetadataToken),
        ];

    /// <summary>The column of a property: MayPublish is may_publish.</summary>
    public static string NameOf(string property)
    {
        var text = new StringBuilder();
        foreach (var c in property)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>A value as the engines accept it, boxed.</summary>
    public static Expression Bound(Expression value)
    {
        var type = value.Type;
        var bound =
            type == typeof(DateTimeOffset) ? Expression.Call(typeof(Instant), nameof(Instant.ToMicros), null, value)
            : type == typeof(DateOnly) ? Expression.Call(typeof(ColumnTypes), nameof(Format), null, value)
            : type == typeof(bool) ? Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L))
            : type.IsEnum || type == typeof(int) ? Expression.Convert(value, typeof(long))
            : value;
        return Expression.Convert(bound, typeof(object));
    }

    /// <summary>Reads a reader's column as the type of the property.</summary>
    public static Expression Read(Expression reader, int ordinal, Type type)
    {
        var at = Expression.Constant(ordinal);
        if (type == typeof(string))
            return Expression.Call(reader, nameof(DbDataReader.GetString), null, at);
        // Bytes that are read along by an outer join may be missing.
        if (type == typeof(byte[]))
        {
            return Expression.Condition(
                Expression.Call(reader, nameof(DbDataReader.IsDBNull), null, at),
                Expression.Constant(null, type),
                Expression.Call(reader, nameof(DbDataReader.GetFieldValue), [type], at)
            );
        }

        if (type == typeof(DateOnly))
        {
            return Expression.Call(
                typeof(ColumnTypes),
                nameof(Parse),
                null,
                Expression.Call(reader, nameof(DbDataReader.GetString), null, at)
            );
        }

        var number = Expression.Call(reader, nameof(DbDataReader.GetInt64), null, at);
        return type == typeof(DateTimeOffset)
                ? Expression.Call(typeof(Instant), nameof(Instant.FromMicros), null, number)
            : type == typeof(bool) ? Expression.NotEqual(number, Expression.Constant(0L))
            : Expression.Convert(number, type);
    }

    /// <summary>A day as a column holds it.</summary>
    public static string Format(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The day in a column.</summary>
    public static DateOnly Parse(string day) => DateOnly.ParseExact(day, DayFormat, CultureInfo.InvariantCulture);
}
