using System.Collections.Frozen;
using Raum.Core;

namespace Raum.Jobs.Operations;

/// <summary>The operations that exist: every <see cref="IOperation"/> that is registered.</summary>
internal sealed class OperationSet(IEnumerable<IOperation> operations)
{
    private readonly FrozenDictionary<AiOperation, IOperation> _operations = operations.ToFrozenDictionary(operation =>
        operation.Operation
    );

    /// <returns>Null for a number that no class stands behind.</returns>
    public IOperation? Find(AiOperation operation) => _operations.GetValueOrDefault(operation);
}
