import type { QueryExecutorProvider, SchemaModule } from 'kysely';

/** What a migration may use of a database: it knows the tables of its own time only, so it has no types of them. */
export type Migratable = QueryExecutorProvider & { readonly schema: SchemaModule };
