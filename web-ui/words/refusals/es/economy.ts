// What is refused, and why, in Spanish: accounts and shares. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const economy: Sentences = {
  'You have {#1}, {#2} wait for an answer, and your limit is {#3}.':
    'Tiene {#1}; {#2} esperan respuesta, y su límite es {#3}.',
  'You can pay up to {#1} now; give something to others, and it rises.':
    'Ahora puede pagar hasta {#1}; dé algo a los demás y podrá más.',
  'You have given {#1} since the last checkpoint; {#2} may be given between two.':
    'Ha dado {#1} desde la última página; entre dos páginas se pueden dar {#2}.',
  'You can pay up to {#1} now, and the rest after the next checkpoint.':
    'Ahora puede pagar hasta {#1}, y el resto después de la próxima página.',
  '{#1} were chosen.': 'Se eligieron {#1}.',
  'Choose 1 to {#1}.': 'Elija de 1 a {#1}.',
  'One of them does not wait for your answer.': 'Uno de ellos no espera su respuesta.',
  'Choose what was given to you, or names you, and is not answered yet.':
    'Elija lo que se le dio, o le nombra, y aún no tiene respuesta.',
  'Your limit is {#1}. You can lower it alone; raising it needs a decision.':
    'Su límite es {#1}. Puede bajarlo por su cuenta; para subirlo hace falta una decisión.',
  'Put another limit up for decision, and propose that it be adopted.':
    'Someta a decisión otro límite, y proponga que se adopte.',
  'Another device of yours keeps the account: one log, so that it cannot be overspent.':
    'Otro dispositivo suyo lleva la cuenta: uno solo, para que no se pueda gastar de más.',
  'That is no amount that can stand in an account.': 'Ese no es un importe que pueda estar en una cuenta.',
  'Give an amount from {#1} to {#2}.': 'Dé un importe de {#1} a {#2}.',
  'Only members of the roster can go below zero or hold a share, so only they pay and draw.':
    'Solo los miembros de la lista pueden bajar de cero o tener una parte, así que solo ellos pagan y retiran.',
  'You can be paid now. You can pay after the next checkpoint admits you.':
    'Ya pueden pagarle. Podrá pagar cuando la próxima página le admita.',
  'That is your own account.': 'Esa es su propia cuenta.',
  'Choose somebody else.': 'Elija a otra persona.',
  'That person has left the roster.': 'Esa persona ya no está en la lista de miembros.',
  'That person has no account here yet.': 'Esa persona aún no tiene cuenta aquí.',
  'Let members sponsor the person first, or choose somebody else.':
    'Que antes la avalen los miembros, o elija a otra persona.',
  'One of them is not on the roster, and only members can hold a share or have a limit.':
    'Una de ellas no está en la lista, y solo los miembros pueden tener una parte o un límite.',
  'Choose members.': 'Elija miembros.',
  'The text takes {#1} bytes on the air, and {#2} have room.': 'El texto ocupa {#1} bytes en el aire, y caben {#2}.',
  'Write a shorter one, or none.': 'Escriba uno más corto, o ninguno.',
  'No checkpoint is known here yet.': 'Aquí aún no se conoce ninguna página.',
  'Wait until this device has caught up.': 'Espere a que este dispositivo se ponga al día.',
  'You have signed two records that contradict each other, perhaps from a restored backup.':
    'Ha firmado dos registros que se contradicen, quizá por una copia de seguridad restaurada.',
  'Ask the community to settle the account; until then nobody accepts payments from it.':
    'Pida a la comunidad que arregle la cuenta; hasta entonces nadie acepta pagos de ella.',
  'It was not written by the device that keeps the account.': 'No lo escribió el dispositivo que lleva la cuenta.',
  'Ask for it from the device that keeps the account.': 'Pídalo desde el dispositivo que lleva la cuenta.',
  'The stock or budget it is from has not arrived here.':
    'Las existencias o el presupuesto de que sale no han llegado aquí.',
  'Let both devices exchange records.': 'Deje que los dos dispositivos intercambien registros.',
  'The stock or budget it is from divides nothing.': 'Las existencias o el presupuesto de que sale no reparten nada.',
  'Nothing can be drawn from it.': 'De ahí no se puede retirar nada.',
  'No decision has adopted this stock or budget, as far as this device knows.':
    'Que este dispositivo sepa, ninguna decisión ha adoptado estas existencias o este presupuesto.',
  'Wait for the decision, or propose that it be adopted.': 'Espere la decisión, o proponga que se adopte.',
  'It takes nothing.': 'No retira nada.',
  'Ask for a draw of more than 0.': 'Pida que se retire más de 0.',
  'Holder and second signer are one person.': 'Quien tiene la parte y quien firma con ella son la misma persona.',
  'Somebody else has to sign.': 'Tiene que firmar otra persona.',
  'A budget is no stock that could be counted.': 'Un presupuesto no son existencias que se puedan contar.',
  'Look at its draws.': 'Mire lo que se ha retirado de él.',
  'Its total is smaller than what it takes.': 'Su total es menor que lo que retira.',
  'Ask the holder to write it again.': 'Pida a quien tiene la parte que lo escriba otra vez.',
  'A late block holds up the decision on this stock or budget.':
    'Un bloqueo tardío detiene la decisión sobre estas existencias o este presupuesto.',
  'Wait until the pause is over, and read the reason.': 'Espere a que acabe la pausa, y lea la razón.',
  'With this the holder has taken {#1}, and as far as this device knows the share is {#2}.':
    'Con esto habría retirado {#1}, y que este dispositivo sepa, su parte es {#2}.',
  'Let both devices exchange records; if others handed a share over, it can be signed then.':
    'Deje que los dos dispositivos intercambien registros; si otros cedieron una parte, entonces se podrá firmar.',
  'Its total is {#1}, and {#2} are known here.': 'Su total es {#1}, y aquí se conocen {#2}.',
  'Let both devices exchange records: one of the others may have been declined.':
    'Deje que los dos dispositivos intercambien registros: quizá se rechazó alguno de los otros.',
  '"{1}" is no amount that can be paid.': '«{1}» no es un importe que se pueda pagar.',
  'Write it like 12.50, at most {#1}.': 'Escríbalo como 12,50; como mucho {#1}.',
  'It has no name.': 'No tiene nombre.',
  'Say what it is, for example "diesel".': 'Diga qué es, por ejemplo «gasóleo».',
  '{#1} holders were named, or one of them twice.':
    'Se {1:nombró|nombraron} {#1} {1:persona|personas} con parte, o una de ellas dos veces.',
  'Name 1 to {#1} different members.': 'Nombre de 1 a {#1} miembros distintos.',
  'There are {#1} holders and {#2} quantities.':
    'Hay {#1} {1:persona|personas} con parte y {#2} {2:cantidad|cantidades}.',
  'Give one quantity for each holder, in the same order.': 'Dé una cantidad para cada persona, en el mismo orden.',
  'That is no stock or budget that is known here.': 'Esas no son existencias ni un presupuesto que se conozcan aquí.',
  'Choose one from the list.': 'Elija de la lista.',
  'Of your share {#1} is left, and {#2} of it waits for a signature.':
    'De su parte {1:queda|quedan} {#1}, y {#2} de eso {2:espera|esperan} una firma.',
  'You can take up to {#1}. Another holder can hand a share over to you.':
    'Puede retirar hasta {#1}. Otra persona puede cederle una parte.',
  'Ask the payer to pay with the device that keeps the account.':
    'Pida a quien paga que pague con el dispositivo que lleva la cuenta.',
  'It gives nothing.': 'No da nada.',
  'Ask for a payment of more than 0.': 'Pida un pago de más de 0.',
  'It goes from an account to the same account.': 'Va de una cuenta a la misma cuenta.',
  'Nothing needs to be done.': 'No hay nada que hacer.',
  'Its total is smaller than its amount.': 'Su total es menor que su importe.',
  'Ask the payer to pay again.': 'Pida a quien paga que pague otra vez.',
  'The payer has given more since the last checkpoint than may be given offline.':
    'Quien paga ha dado desde la última página más de lo que se puede dar sin red.',
  'Whoever gives it is not on the roster now, so nobody stands behind this account.':
    'Quien lo da no está ahora en la lista, así que nadie responde por esta cuenta.',
  'Ask another person, or wait until a checkpoint admits this one.':
    'Pídaselo a otra persona, o espere a que una página admita a esta.',
  'Its owner or three guardians said that this key is in other hands.':
    'Se ha dicho que esta llave está en otras manos: lo dijo su dueño, o tres de sus guardianes.',
  'Do not hand anything over for it. The owner can pay again with the next key.':
    'No entregue nada por ello. Su dueño puede pagar otra vez con la llave siguiente.',
  'This member has signed two records that contradict each other.':
    'Este miembro ha firmado dos registros que se contradicen.',
  'Do not hand anything over for it. The community has to settle this account first.':
    'No entregue nada por ello. La comunidad tiene que arreglar antes esta cuenta.',
  'It counts from checkpoint {#1}, and checkpoint {#2} is confirmed.':
    'Cuenta desde la página {#1}, y ya está confirmada la página {#2}.',
  'It counts from checkpoint ?, and checkpoint {#1} is confirmed.':
    'Cuenta desde una página que aquí no se conoce, y ya está confirmada la página {#1}.',
  'Let both devices exchange records, decline this one, and ask for it again.':
    'Deje que los dos dispositivos intercambien registros, rechace este y vuelva a pedirlo.',
  'With this the payer has given {#1} since the last checkpoint, and {#2} may be given offline.':
    'Con esto habría dado {#1} desde la última página, y sin red se pueden dar {#2}.',
  'Wait for the next checkpoint, and ask for the payment again then.':
    'Espere la próxima página, y pida entonces el pago otra vez.',
  'As far as this device knows, the account would stand at {#1}, below its limit of {#2}.':
    'Que este dispositivo sepa, la cuenta quedaría en {#1}, por debajo de su límite de {#2}.',
  'Let both devices exchange records: if the payer was paid elsewhere, it is accepted by itself then.':
    'Deje que los dos dispositivos intercambien registros: si a quien paga le pagaron en otra parte, entonces se acepta solo.',
};
