using System.Collections;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RoleSync.Simulation.Service;

/// <summary>
/// How much a process of the service holds in memory: the elements of every collection that can be reached from its singletons, by the type and the
/// field that hold it. Only what the product's own types hold is counted; libraries answer for themselves.
/// </summary>
internal static class CollectionSizes
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    /// <summary>Counts them.</summary>
    public static IReadOnlyDictionary<string, int> Of(IServiceProvider services, IEnumerable<ServiceDescriptor> descriptors)
    {
        var sizes = new Dictionary<string, int>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>(services.GetServices<IHostedService>());
        foreach (var type in descriptors.Where(entry => entry is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false } && IsOfProduct(entry.ServiceType) && !entry.ServiceType.ContainsGenericParameters)
            .Select(entry => entry.ServiceType).Distinct())
        {
            foreach (var service in services.GetServices(type).OfType<object>())
            {
                waiting.Push(service);
            }
        }

        while (waiting.TryPop(out var holder))
        {
            if (!IsOfProduct(holder.GetType()) || !seen.Add(holder))
            {
                continue;
            }

            for (var type = holder.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (var field in type.GetFields(Fields).Where(field => !field.FieldType.IsValueType || IsOfProduct(field.FieldType)))
                {
                    Look(field.GetValue(holder), $"{type.Name}.{field.Name}", sizes, waiting);
                }
            }
        }

        return sizes;
    }

    /// <summary>Those that are much larger than before.</summary>
    public static IEnumerable<string> Grown(IReadOnlyDictionary<string, int> before, IReadOnlyDictionary<string, int> after) => after
        .Where(pair => pair.Value > (before.GetValueOrDefault(pair.Key) * 1.3) + 20)
        .Select(pair => $"{pair.Key} held {before.GetValueOrDefault(pair.Key)}, and holds {pair.Value}");

    private static void Look(object? value, string name, Dictionary<string, int> sizes, Stack<object> waiting)
    {
        if (value is null or string)
        {
            return;
        }

        if (value is not IEnumerable items || IsOfProduct(value.GetType()))
        {
            waiting.Push(value);
            return;
        }

        var count = 0;
        if (value is ICollection || value.GetType().GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)))
        {
            foreach (var item in items)
            {
                count++;
                if (ItemOf(item) is { } inner)
                {
                    waiting.Push(inner);
                }
            }
        }

        sizes[name] = sizes.GetValueOrDefault(name) + count;
    }

    private static object? ItemOf(object? item) => item?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
        ? type.GetProperty("Value")!.GetValue(item) : item;

    private static bool IsOfProduct(Type type) => type.Namespace?.StartsWith("RoleSync", StringComparison.Ordinal) == true && !type.Namespace.StartsWith("RoleSync.Sandbox", StringComparison.Ordinal)
        && (!type.Namespace.StartsWith("RoleSync.Simulation", StringComparison.Ordinal) || type.Namespace == "RoleSync.Simulation.Planting");
}
