using System.Collections.Concurrent;
using System.Data;
using System.Linq.Expressions;
using System.Reflection;

namespace Proposals.BuildingBlocks;

/// <summary>The values of an argument object by name, in the types that the engines accept.</summary>
public static class Arguments
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Get)[]> Getters = new();

    /// <summary>Reads an object's properties, or the entries of a dictionary.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Of(object args)
    {
        if (args is IReadOnlyDictionary<string, object> named)
            return [.. named.Select(n => new KeyValuePair<string, object?>(n.Key, Convert(n.Value)))];
        var getters = Getters.GetOrAdd(args.GetType(), Compile);
        var values = new KeyValuePair<string, object?>[getters.Length];
        for (var i = 0; i < getters.Length; i++)
            values[i] = new(getters[i].Name, Convert(getters[i].Get(args)));
        return values;
    }

    private static (string, Func<object, object?>)[] Compile(Type type) =>
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0)
                .Select(p =>
                {
                    var arg = Expression.Parameter(typeof(object));
                    var body = Expression.Convert(
                        Expression.Property(Expression.Convert(arg, type), p),
                        typeof(object)
                    );
                    return (p.Name, Expression.Lambda<Func<object, object?>>(body, arg).Compile());
                }),
        ];

    private static object? Convert(object? value) =>
        value switch
        {
            null or string or long or byte[] => value,
            DateTimeOffset at => Instant.ToMicros(at),
            DateOnly day => ColumnTypes.Format(day),
            bool yes => yes ? 1L : 0L,
            int number => (long)number,
            Enum choice => System.Convert.ToInt64(choice, null),
            _ => throw new NotSupportedException($"a column cannot hold a {value.GetType().Name}"),
        };
}
