/**
 * Questions about a whole history: each is a scan that looks at one interval of it, and {@link
 * ebb.replay.query.Search} runs it over all intervals, on several machines at once.
 */
package ebb.replay.query;
